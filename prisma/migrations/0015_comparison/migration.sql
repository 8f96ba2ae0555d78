-- The names that the code of a package exports, to say which of them an update drops; null when they are not known.
ALTER TABLE package_content ADD COLUMN exports jsonb;

-- What a maintainer saw a submission compared with, so that nobody approves what has changed since.
ALTER TABLE review_lease ADD COLUMN against text;
ALTER TABLE decision ADD COLUMN against text;
