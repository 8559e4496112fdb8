-- Every family of types, with what can be said in their parentheses.
CREATE SCHEMA kinds;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"', 'größer');
CREATE TYPE kinds.mood AS ENUM ('up', 'down');
CREATE TYPE kinds."Mixed Case" AS ENUM ('a');
CREATE TYPE empty_enum AS ENUM ();
CREATE TYPE address AS (street text, "No" integer, area numeric(10,2)[], at timestamp(3) with time zone);
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE time_range AS RANGE (subtype = time, multirange_type_name = time_many);
CREATE DOMAIN positive AS integer CONSTRAINT is_positive CHECK (VALUE > 0) NOT NULL DEFAULT 1;
CREATE DOMAIN kinds.code AS character varying(12) COLLATE "C" CHECK (VALUE ~ '^[A-Z]{2}-\d+$') CHECK (length(VALUE) > 3);
CREATE DOMAIN codes AS kinds.code[] CHECK (array_length(VALUE, 1) < 10);
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 100);

CREATE TABLE numbers (
    a smallint, b int2, c integer, d int, e int4, f bigint, g int8,
    h numeric, i numeric(10), j numeric(10,2), k decimal(8,3), l numeric(1000,999), m numeric(3,-2), n numeric(2,5),
    o real, p float4, q double precision, r float8, s float, t float(1), u float(24), v float(25), w float(53),
    x money, y oid, z bool, za boolean
);
CREATE TABLE texts (
    a text, b varchar, c varchar(80), d character varying(10485760), e char, f char(3), g character(7), h bpchar,
    i "char", j name, k text COLLATE "C", l varchar(10) COLLATE "POSIX", m bytea, n xml, o json, p jsonb, q uuid,
    r text COLLATE pg_catalog."default", s national character varying(5), t nchar(2), u jsonpath
);
CREATE TABLE times (
    a date, b time, c time(0), d time with time zone, e timetz(6), f timestamp, g timestamp(0), h timestamp with time zone,
    i timestamptz(3), j interval, k interval(0), l interval year, m interval year to month, n interval day to second(3),
    o interval hour to minute, p interval second(2), q interval day to hour, r interval minute to second, s interval month,
    t timestamp without time zone, u time without time zone, v interval day to minute, w interval hour to second(0)
);
CREATE TABLE rest (
    a bit, b bit(8), c bit varying, d bit varying(17), e varbit(3), f inet, g cidr, h macaddr, i macaddr8,
    j point, k line, l lseg, m box, n path, o polygon, p circle, q tsvector, r tsquery,
    s int4range, t int8range, u numrange, v tsrange, w tstzrange, x daterange,
    y int4multirange, z datemultirange, za float_range, zb time_range, zc time_many,
    zd oid, ze regclass, zf regproc, zg regtype, zh regrole, zi xid, zj xid8, zk cid, zl tid, zm pg_lsn, zn txid_snapshot,
    zo pg_snapshot, zp refcursor, zq regnamespace, zr regconfig, zs int2vector, zt oidvector, zu regprocedure, zv regoperator
);
CREATE TABLE lists (
    a integer[], b integer[][], c integer[3], d integer array, e integer array[4], f text[3][3], g numeric(5,2)[],
    h varchar(7)[], i timestamptz(2)[], j mood[], k kinds.mood[], l address[], m positive[], n kinds.code, o codes,
    p interval day to second(1)[], q bit(3)[], r "char"[], s kinds."Mixed Case"[], t character(2)[], u date[] DEFAULT '{}',
    v name[], w bpchar[], x json[], y small_positive, z address, za mood, zb kinds.mood, zc kinds."Mixed Case", zd empty_enum
);
CREATE TABLE of_address OF address;
CREATE TABLE holds_row (r numbers, s numbers[], t positive DEFAULT 5, u positive NOT NULL);
CREATE TABLE nothing ();
