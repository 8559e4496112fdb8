CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE notes_fts USING fts5(title, body, content='notes', content_rowid='id', tokenize = 'porter unicode61');
CREATE VIRTUAL TABLE old_words USING fts4(a, b, tokenize=porter);
CREATE VIRTUAL TABLE places USING rtree(id, min_x, max_x, +label TEXT);
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN INSERT INTO notes_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE VIEW found AS SELECT rowid, title FROM notes_fts WHERE notes_fts MATCH 'x';
