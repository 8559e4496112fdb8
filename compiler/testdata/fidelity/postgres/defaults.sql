-- Defaults of all sorts, and columns that are computed.
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'in progress', 'done');
CREATE TYPE pair AS (x integer, y text);
CREATE DOMAIN percent AS numeric(5,2) DEFAULT 50 CHECK (VALUE BETWEEN 0 AND 100);
CREATE SEQUENCE shared_numbers;
CREATE SEQUENCE app."Odd Numbers" START WITH 1 INCREMENT BY 2;
CREATE FUNCTION app.next_code(prefix text) RETURNS text LANGUAGE sql AS $$ SELECT prefix || nextval('app."Odd Numbers"') $$;
CREATE FUNCTION half(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT n / 2';
CREATE TABLE defaults (
    a integer DEFAULT 0, b integer DEFAULT -1, c integer DEFAULT (1 + 2) * 3, d bigint DEFAULT 9223372036854775807,
    e numeric DEFAULT 1.50, f numeric DEFAULT 1e10, g real DEFAULT 'NaN', h double precision DEFAULT 'Infinity',
    i text DEFAULT '', j text DEFAULT 'it''s', k text DEFAULT E'tab\t and \\ back', l text DEFAULT 'a'::text || 'b'::text,
    m text DEFAULT $q$dollar 'quoted'$q$, n character varying(5) DEFAULT 'abc', o char(3) DEFAULT 'x', p "char" DEFAULT 'y',
    q boolean DEFAULT true, r boolean DEFAULT 'f', s boolean DEFAULT (NOT false), t date DEFAULT CURRENT_DATE,
    u timestamptz DEFAULT now(), v timestamptz DEFAULT CURRENT_TIMESTAMP, w timestamptz(3) DEFAULT CURRENT_TIMESTAMP(3),
    x timestamp DEFAULT LOCALTIMESTAMP, y time DEFAULT LOCALTIME(0), z timetz DEFAULT CURRENT_TIME,
    za timestamp DEFAULT (now() AT TIME ZONE 'utc'), zb timestamp DEFAULT timezone('utc'::text, now()),
    zc timestamptz DEFAULT '2020-01-01 00:00:00+00', zd timestamptz DEFAULT now() + interval '1 day',
    ze interval DEFAULT '1 year 2 mons', zf interval DEFAULT '30 days'::interval, zg interval DEFAULT interval '90' minute,
    zh uuid DEFAULT gen_random_uuid(), zi json DEFAULT '{}', zj jsonb DEFAULT '{"a": [1, null]}'::jsonb, zk jsonb DEFAULT jsonb_build_object('k', 1),
    zl integer[] DEFAULT '{}', zm integer[] DEFAULT ARRAY[1, 2], zn text[] DEFAULT ARRAY[]::text[], zo text[] DEFAULT '{a,"b c"}'::text[],
    zp app.state DEFAULT 'new', zq app.state DEFAULT 'in progress'::app.state, zr app.state[] DEFAULT ARRAY['new'::app.state, 'done'],
    zs pair DEFAULT ROW(1, 'one'), zt pair DEFAULT ROW(1, 'one')::pair, zu percent, zv percent DEFAULT 12.5,
    zw integer DEFAULT nextval('shared_numbers'), zx bigint DEFAULT nextval('shared_numbers'::regclass),
    zy integer DEFAULT nextval('app."Odd Numbers"'), zz text DEFAULT app.next_code('x-'),
    ya name DEFAULT CURRENT_USER, yb name DEFAULT SESSION_USER, yc text DEFAULT CURRENT_SCHEMA, yd text DEFAULT current_setting('TimeZone'),
    ye int4range DEFAULT '[1,10)', yf int4range DEFAULT int4range(1, 5), yg int4multirange DEFAULT '{[1,2)}', yh point DEFAULT '(0,0)', yi point DEFAULT point(1, 2),
    yj bit(4) DEFAULT B'1010', yk bit varying DEFAULT X'1F', yl bytea DEFAULT '\xdeadbeef', ym inet DEFAULT '127.0.0.1', yn cidr DEFAULT '10.0.0.0/8',
    yo money DEFAULT 12.34, yp xml DEFAULT '<a/>', yq tsvector DEFAULT to_tsvector('english', ''), yr text DEFAULT CASE WHEN true THEN 'y' ELSE 'n' END,
    ys text DEFAULT coalesce(NULL, 'fallback'), yt integer DEFAULT extract(year FROM now()), yu text DEFAULT md5((random())::text),
    yv text DEFAULT (ARRAY['a', 'b'])[1], yw text DEFAULT substring('abcdef' from 2 for 3), yx text DEFAULT trim(both ' ' from ' x '),
    yy integer DEFAULT NULL, yz text DEFAULT NULL::text, xa boolean DEFAULT (1 IN (1, 2)), xb double precision DEFAULT random() * 100,
    xc text DEFAULT 'a' COLLATE "C", xd boolean DEFAULT ('a' LIKE 'b%'), xe integer DEFAULT '7'::integer, xf smallint DEFAULT '1'::smallint,
    xg integer DEFAULT cast('5' AS integer), xh bigint DEFAULT (floor((EXTRACT(epoch FROM clock_timestamp()) * 1000)))::bigint, xi integer DEFAULT +3, xj integer DEFAULT - 4,
    xk oid DEFAULT 0, xl regclass DEFAULT 'pg_class'::regclass, xm boolean DEFAULT (NULL IS NULL), xn integer DEFAULT 2 ^ 3, xo numeric DEFAULT half(10), xp char(2) DEFAULT 'ab'::bpchar, xq varchar DEFAULT 'z'::varchar, xr integer DEFAULT (1)
);
CREATE TABLE computed (
    id integer PRIMARY KEY,
    width numeric(10,2) NOT NULL DEFAULT 1,
    "Größe" numeric(10,2) NOT NULL DEFAULT 2,
    area numeric GENERATED ALWAYS AS (width * "Größe") STORED,
    label text GENERATED ALWAYS AS ('#' || id::text) STORED NOT NULL,
    halved numeric(12,4) GENERATED ALWAYS AS (half(width)) STORED CHECK (halved > 0),
    search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, coalesce('x', ''))) STORED,
    lower_c text COLLATE "C" GENERATED ALWAYS AS (md5(id::text)) STORED UNIQUE
);
CREATE INDEX computed_search ON computed USING gin (search);
-- A default keeps the type that the column had.
CREATE TABLE retyped (a timestamp DEFAULT '1970-01-01', b varchar(10) DEFAULT 'x', c text DEFAULT 'y', d integer DEFAULT 5, e char(2) DEFAULT 'q');
ALTER TABLE retyped ALTER a TYPE timestamptz, ALTER b TYPE text, ALTER c TYPE varchar(20), ALTER d TYPE numeric(10,2), ALTER e TYPE text;
