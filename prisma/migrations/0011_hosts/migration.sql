-- The servers that the code of a package names, to say which of them an update adds.
ALTER TABLE package_content ADD COLUMN hosts text[] DEFAULT ARRAY[]::text[];
