-- Constraints with everything that can be said of them, and indexes likewise.
CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION hstore;
CREATE TABLE rooms (
    id integer CONSTRAINT rooms_key PRIMARY KEY WITH (fillfactor=70),
    name text CONSTRAINT room_name UNIQUE DEFERRABLE INITIALLY DEFERRED,
    code text NOT NULL CONSTRAINT code_upper CHECK (code = upper(code)) NO INHERIT,
    floor integer UNIQUE NULLS NOT DISTINCT CHECK (floor > -5) CHECK (floor < 100),
    size integer NULL CONSTRAINT positive CHECK (size > 0),
    UNIQUE (code, floor) INCLUDE (name, size) WITH (fillfactor=80, deduplicate_items=off),
    CONSTRAINT name_and_code UNIQUE NULLS NOT DISTINCT (name, code) DEFERRABLE,
    CONSTRAINT whole CHECK (code <> '' AND (size IS NULL OR size > floor)),
    CHECK (name <> 'a,b(') NO INHERIT,
    CHECK (true)
);
CREATE TABLE bookings (
    room integer NOT NULL REFERENCES rooms ON DELETE CASCADE ON UPDATE RESTRICT,
    during tstzrange NOT NULL,
    guest integer, kind integer,
    cancelled boolean DEFAULT false,
    PRIMARY KEY (room, during) INCLUDE (guest),
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled),
    EXCLUDE USING gist (guest WITH =, tstzrange(lower(during), upper(during)) WITH &&) DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE (guest WITH =, kind WITH =) INCLUDE (cancelled) WITH (fillfactor = 50) WHERE (guest > 0) DEFERRABLE,
    EXCLUDE USING gist (during range_ops WITH &&),
    EXCLUDE USING hash (kind WITH =) NOT DEFERRABLE
);
ALTER TABLE bookings ADD CONSTRAINT late_exclude EXCLUDE USING gist (kind gist_int4_ops WITH <>, room WITH OPERATOR(pg_catalog.=)) INITIALLY IMMEDIATE;
CREATE TABLE parents (a integer, b integer, c text, PRIMARY KEY (a, b), UNIQUE (b, a), UNIQUE (c));
CREATE TABLE children (
    id integer PRIMARY KEY, a integer, b integer DEFAULT 1, c text, parent integer,
    FOREIGN KEY (a, b) REFERENCES parents MATCH FULL ON DELETE SET NULL (a),
    CONSTRAINT by_b FOREIGN KEY (b, a) REFERENCES parents (b, a) ON DELETE SET DEFAULT (b) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT by_c FOREIGN KEY (c) REFERENCES parents (c) MATCH SIMPLE ON DELETE NO ACTION DEFERRABLE,
    FOREIGN KEY (parent) REFERENCES children ON DELETE SET DEFAULT ON UPDATE SET NULL,
    FOREIGN KEY (parent) REFERENCES rooms
);
ALTER TABLE children ADD CONSTRAINT not_yet CHECK (id > 0) NOT VALID, ADD CHECK (b > 0) NOT VALID, ADD CONSTRAINT mixed CHECK (a > 1) NO INHERIT NOT VALID;
ALTER TABLE children ADD CONSTRAINT not_yet_either FOREIGN KEY (id) REFERENCES rooms (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE children ADD CONSTRAINT later_valid CHECK (id < 1000) NOT VALID; ALTER TABLE children VALIDATE CONSTRAINT later_valid;
ALTER TABLE children ADD CONSTRAINT in_table CHECK (c IS NOT NULL), ALTER CONSTRAINT by_c NOT DEFERRABLE, ALTER CONSTRAINT children_parent_fkey DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX soon_a_key ON children (c, id) INCLUDE (a) WITH (fillfactor=60);
ALTER TABLE children ADD CONSTRAINT now_a_key UNIQUE USING INDEX soon_a_key DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE promoted (id integer, n integer); CREATE UNIQUE INDEX promoted_idx ON promoted (id); ALTER TABLE promoted ADD PRIMARY KEY USING INDEX promoted_idx;
CREATE TABLE doubled (id integer PRIMARY KEY, CONSTRAINT doubled_again UNIQUE (id)); CREATE TABLE doubled_twice (id integer UNIQUE, n integer, UNIQUE (id), CONSTRAINT named UNIQUE (id), UNIQUE (n) DEFERRABLE, UNIQUE (n));
COMMENT ON CONSTRAINT rooms_key ON rooms IS 'pk'; COMMENT ON CONSTRAINT no_overlap ON bookings IS 'one at a time'; COMMENT ON CONSTRAINT not_yet ON children IS 'later';
COMMENT ON CONSTRAINT children_a_b_fkey ON children IS 'foreign'; COMMENT ON CONSTRAINT bookings_during_excl ON bookings IS 'never'; COMMENT ON INDEX room_name IS 'of a key'; COMMENT ON CONSTRAINT room_name ON rooms IS 'unique';
-- Indexes.
CREATE TABLE docs (id integer, title text, body text, tags text[], data jsonb, at timestamptz, n integer, spot point, words tsvector, attrs hstore, r int4range, addr inet, "Mixed" text);
CREATE INDEX ON docs (title); CREATE INDEX ON docs (title); CREATE INDEX docs_desc ON docs (title DESC, n ASC NULLS FIRST, at DESC NULLS LAST, id DESC NULLS FIRST, body NULLS LAST);
CREATE UNIQUE INDEX docs_u ON docs (lower(title), (n + 1), (data ->> 'k')) WHERE n IS NOT NULL AND title <> 'WHERE (x';
CREATE UNIQUE INDEX docs_nnd ON docs (n, title) NULLS NOT DISTINCT; CREATE UNIQUE INDEX docs_nnd2 ON docs (n) INCLUDE (title, body) NULLS NOT DISTINCT WITH (fillfactor=90, deduplicate_items=off) WHERE n > 0;
CREATE INDEX docs_ops ON docs (title text_pattern_ops, body varchar_pattern_ops DESC, "Mixed" COLLATE "C" text_pattern_ops);
CREATE INDEX docs_coll ON docs (title COLLATE "C", (body || title) COLLATE "POSIX" DESC);
CREATE INDEX docs_trgm ON docs USING gist (title gist_trgm_ops (siglen = 32), body public.gist_trgm_ops); CREATE INDEX docs_gin_trgm ON docs USING gin (title gin_trgm_ops, body gin_trgm_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX docs_gin ON docs USING gin (tags, data jsonb_path_ops, words); CREATE INDEX docs_hs ON docs USING gist (attrs gist_hstore_ops (siglen='16')); CREATE INDEX docs_hash ON docs USING hash (title) WITH (fillfactor=75);
CREATE INDEX docs_brin ON docs USING brin (at, n int4_minmax_multi_ops (values_per_range = 16), id int4_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX docs_spgist ON docs USING spgist (spot); CREATE INDEX docs_quad ON docs USING spgist (spot kd_point_ops) INCLUDE (n); CREATE INDEX docs_gist ON docs USING gist (r, spot, addr inet_ops) WITH (buffering = auto, fillfactor = 80);
CREATE INDEX docs_fn ON docs (date_part('year', at AT TIME ZONE 'utc'), coalesce(title, ''), (CASE WHEN n > 1 THEN 'a' ELSE 'b' END), (title IS NULL), ((n)::text), (tags[1]), md5(body)); CREATE INDEX docs_gint ON docs USING gist (n, title gist_trgm_ops);
CREATE INDEX IF NOT EXISTS docs_fn ON docs (n); ALTER INDEX docs_desc SET (fillfactor = 66); ALTER INDEX docs_hash RESET (fillfactor); ALTER INDEX docs_u RENAME TO docs_unique; ALTER INDEX docs_fn ALTER COLUMN 1 SET STATISTICS 500; CREATE STATISTICS docs_stats (ndistinct, dependencies) ON title, n FROM docs; CREATE STATISTICS docs_more ON (n + id), lower(title) FROM docs; ALTER STATISTICS docs_stats SET STATISTICS 200; COMMENT ON STATISTICS docs_stats IS 'both';
ALTER TABLE docs CLUSTER ON docs_desc; CREATE UNIQUE INDEX docs_replica ON promoted (id); ALTER TABLE promoted REPLICA IDENTITY USING INDEX docs_replica; ALTER TABLE doubled REPLICA IDENTITY FULL; COMMENT ON INDEX docs_unique IS 'it''s unique'; CREATE INDEX ON docs USING gin (to_tsvector('english', coalesce(title, '') || ' ' || coalesce(body, '')));
