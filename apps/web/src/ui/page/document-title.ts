import { createContext, useContext, useEffect } from "react";

/** The server's name, which ends every tab's title. */
export const PlaceName = createContext("Vestibule");

/** Names the browser's tab: "Active sessions · City Clinic". */
export function useDocumentTitle(title: string): void {
  const place = useContext(PlaceName);
  useEffect(() => {
    document.title = `${title} · ${place}`;
  }, [title, place]);
}
