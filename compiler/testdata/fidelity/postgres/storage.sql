-- What says how things are kept.
CREATE UNLOGGED TABLE fast (id integer PRIMARY KEY, body text) WITH (fillfactor=70, autovacuum_enabled=false, toast.autovacuum_enabled=off);
CREATE TABLE settled (id integer, body text, data jsonb, blob bytea, price numeric, n integer, code varchar(10)) USING heap WITH (fillfactor='90', parallel_workers=4);
ALTER TABLE settled ALTER body SET STORAGE EXTERNAL, ALTER blob SET STORAGE MAIN, ALTER data SET STORAGE EXTENDED, ALTER price SET STORAGE plain;
ALTER TABLE settled ALTER COLUMN body SET COMPRESSION pglz, ALTER code SET COMPRESSION default;
ALTER TABLE settled ALTER n SET STATISTICS 500, ALTER id SET STATISTICS 0, ALTER code SET STATISTICS 10;
ALTER TABLE settled ALTER id SET STATISTICS -1;
ALTER TABLE ONLY settled ALTER n SET (n_distinct = -0.5, n_distinct_inherited = 100), ALTER body SET (n_distinct = 7);
ALTER TABLE settled ALTER body RESET (n_distinct);
ALTER TABLE settled SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_vacuum_threshold = 100), RESET (parallel_workers);
CREATE TABLE compressed (a text COMPRESSION pglz, b text COMPRESSION pglz COLLATE "C" NOT NULL DEFAULT 'x', c integer);
CREATE TABLE without_oids (id integer) WITHOUT OIDS; CREATE TABLE with_oids_false (id integer) WITH (OIDS=FALSE); CREATE TABLE with_both (id integer) WITH (fillfactor=60, OIDS=FALSE);
CREATE TABLE changes (id integer); ALTER TABLE changes SET UNLOGGED; CREATE UNLOGGED TABLE changes_back (id serial); ALTER TABLE changes_back SET LOGGED;
CREATE TABLE base (id integer, body text COMPRESSION pglz, kind text); ALTER TABLE base ALTER body SET STORAGE EXTERNAL;
CREATE TABLE heir (extra integer) INHERITS (base) WITH (fillfactor=40); ALTER TABLE heir ALTER kind SET STORAGE EXTERNAL, ALTER kind SET STATISTICS 42, ALTER extra SET STATISTICS 43;
CREATE TEMPORARY TABLE passing (id integer); CREATE TABLE in_place (id integer) TABLESPACE pg_default; CREATE INDEX in_place_id ON in_place (id) TABLESPACE pg_default;
CREATE TABLE security (id integer, owner name DEFAULT CURRENT_USER); ALTER TABLE security ENABLE ROW LEVEL SECURITY; ALTER TABLE security FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON security USING (owner = CURRENT_USER) WITH CHECK (id > 0); CREATE POLICY look ON security AS RESTRICTIVE FOR SELECT TO PUBLIC USING (id < 100); CREATE POLICY add ON security FOR INSERT WITH CHECK (true);
COMMENT ON POLICY own ON security IS 'one''s own'; COMMENT ON TABLE fast IS 'fast'; COMMENT ON COLUMN settled.body IS E'two\nlines';
