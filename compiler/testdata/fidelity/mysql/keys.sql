-- Keys, indexes, foreign keys, checks, generated columns.
CREATE TABLE indexed (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  a VARCHAR(200), b TEXT NOT NULL, c INT, d INT, e POINT NOT NULL, f VARBINARY(300), g INT INVISIBLE DEFAULT 1, h VARCHAR(20) COMMENT 'c; with ''quote''' ,
  PRIMARY KEY (id) USING BTREE COMMENT 'the key',
  UNIQUE KEY u1 (a), UNIQUE u2 (a(10), c), UNIQUE INDEX u3 USING BTREE (c DESC, d), UNIQUE KEY (d),
  KEY k1 (a(20)), INDEX k2 (c, d DESC) COMMENT 'it''s', KEY k3 (b(50)) KEY_BLOCK_SIZE=4, KEY (c), KEY (c, id), INDEX k4 USING BTREE (d),
  KEY k5 (h) IGNORED, KEY k6 (f(30), a(5) DESC),
  FULLTEXT KEY ft1 (b), FULLTEXT INDEX (a, h), FULLTEXT ft2 (h) COMMENT 'words',
  SPATIAL KEY s1 (e) COMMENT 'places',
  CONSTRAINT u4 UNIQUE (h, d), CONSTRAINT named UNIQUE KEY other (h, c),
  UNIQUE KEY u5 (f(100)) COMMENT 'bytes'
) ENGINE=InnoDB;
CREATE TABLE in_memory (id INT NOT NULL, v INT, w INT, PRIMARY KEY (id) USING HASH, KEY h (v) USING HASH, KEY b (w) USING BTREE, UNIQUE u USING HASH (v, w)) ENGINE=MEMORY;
CREATE TABLE long_unique (t TEXT, b BLOB, UNIQUE KEY (t), UNIQUE KEY bu (b) USING HASH);
CREATE UNIQUE INDEX late_unique ON indexed (c, h) COMMENT 'late';
CREATE INDEX late USING BTREE ON indexed (g);
CREATE FULLTEXT INDEX late_words ON indexed (b, h);
CREATE TABLE key_in_column (a INT PRIMARY KEY COMMENT 'x', b INT UNIQUE KEY, c INT NOT NULL UNIQUE COMMENT 'y', d SERIAL);
CREATE TABLE prefix_key (a VARCHAR(100) NOT NULL, b BLOB NOT NULL, PRIMARY KEY (a(10), b(20)));
CREATE TABLE desc_key (a INT, b INT, PRIMARY KEY (a DESC, b));
CREATE TABLE serial_twice (x SERIAL, y INT, PRIMARY KEY (y));
CREATE TABLE serial_default (x BIGINT NOT NULL SERIAL DEFAULT VALUE, y INT);
CREATE TABLE counter_late (a INT NOT NULL, n INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (a, n), KEY (n));

CREATE TABLE parents (id INT PRIMARY KEY, code CHAR(3) NOT NULL, region INT NOT NULL, UNIQUE KEY by_code (code, region), KEY plain (region)) ENGINE=InnoDB;
CREATE TABLE children (
  id INT PRIMARY KEY, p1 INT, p2 INT NOT NULL, p3 INT, p4 INT, p5 INT, p6 INT, c CHAR(3), r INT, self INT,
  CONSTRAINT fk_cascade FOREIGN KEY (p1) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_restrict FOREIGN KEY (p2) REFERENCES parents (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT fk_null FOREIGN KEY (p3) REFERENCES parents (id) ON DELETE SET NULL ON UPDATE SET NULL,
  CONSTRAINT fk_none FOREIGN KEY (p4) REFERENCES parents (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT fk_unsaid FOREIGN KEY (p5) REFERENCES parents (id),
  FOREIGN KEY (p6) REFERENCES parents (id) ON DELETE CASCADE,
  FOREIGN KEY own_index (c, r) REFERENCES parents (code, region) ON UPDATE CASCADE,
  FOREIGN KEY (self) REFERENCES children (id),
  CONSTRAINT to_plain_index FOREIGN KEY (r) REFERENCES parents (region),
  KEY two (p1, p2)
) ENGINE=InnoDB;
ALTER TABLE children ADD q INT, ADD FOREIGN KEY (q) REFERENCES parents (id) ON DELETE SET NULL;
ALTER TABLE children ADD CONSTRAINT FOREIGN KEY late_index (q) REFERENCES parents (id), ADD CONSTRAINT `fk weird` FOREIGN KEY (p1) REFERENCES parents (id);
CREATE TABLE cyclic_a (id INT PRIMARY KEY, b INT) ENGINE=InnoDB;
CREATE TABLE cyclic_b (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES cyclic_a (id)) ENGINE=InnoDB;
ALTER TABLE cyclic_a ADD FOREIGN KEY (b) REFERENCES cyclic_b (id) ON DELETE CASCADE;
CREATE TABLE shared_key (id INT PRIMARY KEY, CONSTRAINT `is a parent` FOREIGN KEY (id) REFERENCES parents (id) ON DELETE CASCADE) ENGINE=InnoDB;
CREATE TABLE ignored_reference (p INT REFERENCES parents (id), q INT REFERENCES parents (id) ON DELETE CASCADE) ENGINE=InnoDB;

CREATE TABLE checked (
  a INT CHECK (a > 0), b INT NOT NULL DEFAULT 1 COMMENT 'small' CHECK (b < 10), c VARCHAR(10) CHECK (c <> '' AND a > 1),
  d INT, e INT, CHECK (d > e), CONSTRAINT named CHECK (d + e < 100), CONSTRAINT `with blank` CHECK (e IN (1, 2, 3)), CHECK (a <> b),
  f VARCHAR(5) CHECK (f REGEXP '^[a-z]+$' AND f NOT LIKE '%\_%'), g DATE, CONSTRAINT CHECK (g > '2000-01-01')
);
ALTER TABLE checked ADD CONSTRAINT late CHECK (a < 1000), ADD CHECK (b <> 5);

CREATE TABLE computed (
  price DECIMAL(10,2) NOT NULL, quantity INT NOT NULL, name VARCHAR(50), doc JSON,
  total DECIMAL(12,2) AS (price * quantity) VIRTUAL, stored DECIMAL(12,2) GENERATED ALWAYS AS (price * quantity) STORED COMMENT 'kept',
  persistent INT AS (quantity + 1) PERSISTENT, lowered VARCHAR(50) AS (lower(name)) STORED, short VARCHAR(5) GENERATED ALWAYS AS (left(name, 5)),
  of_doc VARCHAR(20) AS (json_unquote(json_extract(doc, '$.a'))) STORED UNIQUE, hidden INT AS (1 + 1) VIRTUAL INVISIBLE,
  cs VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin AS (concat(name, 'x')) VIRTUAL, KEY by_total (total), KEY by_lowered (lowered)
);
CREATE TABLE hidden (a INT, b INT INVISIBLE, c INT NOT NULL DEFAULT 4 INVISIBLE COMMENT 'c', d TEXT COMPRESSED, e VARCHAR(1000) COMPRESSED=zlib DEFAULT 'x', KEY (b));
