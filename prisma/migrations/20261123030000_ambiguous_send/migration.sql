-- Written before the final dot where AMBIGUOUS_SEND=park: an open claim that has it may have been delivered.
ALTER TABLE "delivery" ADD COLUMN "data_since" TIMESTAMPTZ(6);
