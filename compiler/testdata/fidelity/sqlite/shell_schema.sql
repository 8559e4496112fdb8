CREATE TABLE IF NOT EXISTS "author" (
	"id"	INTEGER NOT NULL,
	"name"	varchar(255) NOT NULL COLLATE NOCASE,
	PRIMARY KEY("id" AUTOINCREMENT)
);
CREATE TABLE book (id integer primary key autoincrement not null, author_id bigint not null references author(id) on delete cascade deferrable initially deferred, title text not null, "price" decimal null default '0', published datetime default current_timestamp, unique(author_id, title));
CREATE INDEX book_author ON book(author_id);
CREATE VIRTUAL TABLE ft USING fts5(title)
/* ft(title) */;
CREATE TABLE IF NOT EXISTS 'ft_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE IF NOT EXISTS 'ft_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS 'ft_content'(id INTEGER PRIMARY KEY, c0);
CREATE TABLE IF NOT EXISTS 'ft_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE IF NOT EXISTS 'ft_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE VIEW v AS SELECT title, name FROM book JOIN author ON author.id = author_id
/* v(title,name) */;
