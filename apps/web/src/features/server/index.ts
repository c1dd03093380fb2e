export { Brand } from "./brand";
export { serverQuery } from "./server-query";
export { useOfferedLanguages } from "./use-offered-languages";
