-- Names that need quotes, are words of SQL, are not Latin, or are as long as they may be.
CREATE SCHEMA "Order";
CREATE SCHEMA "select";
CREATE SCHEMA "my.schema";
CREATE SCHEMA größe;
CREATE TABLE "Users" ("Id" integer PRIMARY KEY, "first Name" text NOT NULL, "user" text, "a""b" text, "a.b" text, "{}" text, "ünïcødé" text, "日本語" text, "🙂" text, "select" integer, "WHERE" text, "2nd" text, "a'b" text, "$x" text, _x text, x$y text, "A" text, a text);
CREATE TABLE "users" (id integer PRIMARY KEY, "Id" integer UNIQUE REFERENCES "Users" ("Id"), "ID" integer);
CREATE TABLE "Order"."Users" ("Id" integer PRIMARY KEY, other integer REFERENCES public."Users");
CREATE TABLE "select"."table" ("from" integer CONSTRAINT "primary" PRIMARY KEY, "check" integer CONSTRAINT "not null" CHECK ("check" > 0), "unique" text CONSTRAINT "unique" UNIQUE, "default" text DEFAULT 'default');
CREATE TABLE "my.schema"."my.table" ("my.column" integer PRIMARY KEY);
CREATE TABLE größe."Maße" (länge integer PRIMARY KEY, "BREITE" integer CHECK ("BREITE" > 0));
CREATE TABLE a_very_long_table_name_that_is_exactly_sixty_three_bytes_long_xx (
    a_very_long_column_name_that_is_exactly_sixty_three_bytes_longx serial PRIMARY KEY,
    another_very_long_column_name_that_goes_on_and_on_until_the_end integer UNIQUE CHECK (another_very_long_column_name_that_goes_on_and_on_until_the_end > 0),
    self integer REFERENCES a_very_long_table_name_that_is_exactly_sixty_three_bytes_long_xx
);
CREATE TABLE größe.ääääääääääääääääääääääääääääääääääääääääää_lang (ööööööööööööööööööööööööööööööööööööööööööö serial UNIQUE, n integer CHECK (n > 1));
CREATE INDEX ON a_very_long_table_name_that_is_exactly_sixty_three_bytes_long_xx (another_very_long_column_name_that_goes_on_and_on_until_the_end);
CREATE INDEX ON "Users" ("first Name", lower("user"), (("a""b" || 'x')));
CREATE INDEX "Index ""quoted""" ON "Users" ("first Name");
CREATE VIEW "View of ""Users""" AS SELECT "Id", "a""b", "日本語" FROM "Users";
CREATE FUNCTION "Do It"("In Put" integer) RETURNS integer LANGUAGE sql AS 'SELECT "In Put" + 1';
-- The same names in several schemas.
CREATE SCHEMA one; CREATE SCHEMA two;
CREATE TYPE one.kind AS ENUM ('a'); CREATE TYPE two.kind AS ENUM ('b', 'c'); CREATE TYPE kind AS ENUM ('d');
CREATE TABLE one.item (id serial PRIMARY KEY, kind one.kind DEFAULT 'a', parent integer REFERENCES one.item);
CREATE TABLE two.item (id serial PRIMARY KEY, kind two.kind DEFAULT 'c', parent integer REFERENCES one.item, CONSTRAINT item_check CHECK (id > 0));
CREATE TABLE item (id serial PRIMARY KEY, kind kind DEFAULT 'd', one integer REFERENCES one.item (id), two integer REFERENCES two.item, CONSTRAINT item_check CHECK (id > 0));
CREATE INDEX item_kind ON one.item (kind); CREATE INDEX item_kind ON two.item (kind); CREATE INDEX item_kind ON item (kind);
CREATE VIEW one.items AS SELECT * FROM one.item; CREATE VIEW two.items AS SELECT * FROM two.item; CREATE VIEW items AS SELECT item.*, o.kind AS other FROM item JOIN one.item AS o USING (id);
CREATE FUNCTION one.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION two.f() RETURNS integer LANGUAGE sql AS 'SELECT 2'; CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 3';
-- Columns, tables and constraints that are called like other things.
CREATE TABLE type (type text, name text, value text, "order" integer, "group" text, "user" text, level integer, text text, "integer" integer, date date, "timestamp" timestamp, comment text, index integer, "primary" boolean, key text, position integer);
COMMENT ON COLUMN type."order" IS 'in which'; COMMENT ON TABLE "select"."table" IS 'a table'; COMMENT ON CONSTRAINT "not null" ON "select"."table" IS 'odd';
