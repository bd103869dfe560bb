/** A field that the server refused: a JSON pointer into the request's body, and one sentence. */
export type FieldError = { pointer: string; detail: string };
