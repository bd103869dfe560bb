import * as z from "zod";

/** IDs of subjects that the API also names by a field of their own, null for another kind of subject. */
export const subjectFields = { orderId: z.uuid().nullable() };
export const subjectFieldNames = Object.keys(subjectFields) as (keyof typeof subjectFields)[];
