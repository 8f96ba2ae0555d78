-- A rescan tells how many versions gave no answer.

-- AlterTable
ALTER TABLE "rescan_progress" ADD COLUMN "no_answer" INTEGER NOT NULL DEFAULT 0;

-- What a maintainer has approved is no news.
GRANT SELECT ON decision TO souk_validation;
