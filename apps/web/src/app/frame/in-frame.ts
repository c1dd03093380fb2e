import { createContext } from "react";

/** Whether a page stands inside the frame with the side menu, which has the landmark `main` already. */
export const InFrame = createContext(false);
