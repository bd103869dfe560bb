/** Field error of the API: JSON pointer and message. */
export type FieldError = { pointer: string; detail: string };
