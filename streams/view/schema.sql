-- What the view knows, made from the public topics alone; deleting the file loses nothing.
-- `rank` is the order key of records.rank_key: compared as text it orders versions as core.Rank does.
-- `at_*` is the record of the view's own topic, `raw_*` the raw record it goes back to.

CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) WITHOUT ROWID;

-- records that could not be read: place and reason, never the bytes
CREATE TABLE unreadable (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (topic, partition, offset)
) WITHOUT ROWID;

-- text of an article below this rank is never stored: it was withdrawn; an erased article has the rank `~`, above all others
CREATE TABLE barred (article_id TEXT PRIMARY KEY, rank TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    rank TEXT NOT NULL,
    pub_status TEXT NOT NULL,
    source_id TEXT, source_name TEXT,
    headline TEXT,
    day TEXT, anchor_source TEXT NOT NULL,
    received_at TEXT NOT NULL,
    text_sha256 TEXT,
    dropped INTEGER NOT NULL, repairs INTEGER NOT NULL,
    body TEXT NOT NULL,
    record TEXT NOT NULL, -- the record as JSON, without its body
    at_topic TEXT NOT NULL, at_partition INTEGER NOT NULL, at_offset INTEGER NOT NULL
);
CREATE INDEX articles_received ON articles (received_at DESC, article_id);
CREATE INDEX articles_status ON articles (pub_status, received_at DESC, article_id);
CREATE INDEX articles_source ON articles (source_id, received_at DESC, article_id, pub_status);
CREATE INDEX articles_day ON articles (day, received_at DESC, article_id);
CREATE INDEX articles_text ON articles (text_sha256, received_at) WHERE text_sha256 IS NOT NULL;

-- usable articles, the story that each belongs to, and what tells it (core/sketch.py); the hashes by which others are found
CREATE TABLE stories (id INTEGER PRIMARY KEY, article_id TEXT NOT NULL, story TEXT NOT NULL, sketch BLOB NOT NULL);
-- an article is in it once; an actor's stories are counted from this index alone: sketches are long
CREATE INDEX stories_article ON stories (article_id, story);
CREATE INDEX stories_story ON stories (story, article_id);
CREATE TABLE story_leads (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id)) WITHOUT ROWID;

CREATE VIRTUAL TABLE articles_fts USING fts5 (
    headline, body, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, headline, body) VALUES (new.id, new.headline, new.body);
END;
CREATE TRIGGER articles_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, body) VALUES ('delete', old.id, old.headline, old.body);
END;
CREATE TRIGGER articles_update AFTER UPDATE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, headline, body) VALUES ('delete', old.id, old.headline, old.body);
    INSERT INTO articles_fts (rowid, headline, body) VALUES (new.id, new.headline, new.body);
END;

-- every accepted (rank, generation) that news.enriched carried; `record` is null once it was withdrawn
CREATE TABLE versions (
    article_id TEXT NOT NULL, rank TEXT NOT NULL, generation INTEGER NOT NULL,
    pub_status TEXT NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL, content_hash TEXT NOT NULL,
    signal TEXT, engine TEXT NOT NULL, headline TEXT, received_at TEXT NOT NULL, record TEXT,
    source_id TEXT, source_name TEXT, day TEXT, anchor_source TEXT NOT NULL,
    raw_topic TEXT NOT NULL, raw_partition INTEGER NOT NULL, raw_offset INTEGER NOT NULL,
    at_topic TEXT NOT NULL, at_partition INTEGER NOT NULL, at_offset INTEGER NOT NULL,
    PRIMARY KEY (article_id, rank, generation)
);
CREATE INDEX versions_raw ON versions (raw_topic, raw_partition, raw_offset);
CREATE INDEX versions_at ON versions (at_topic, at_partition, at_offset);

CREATE TABLE mentions (
    article_id TEXT NOT NULL, actor_id TEXT NOT NULL,
    rank TEXT NOT NULL, generation INTEGER NOT NULL, gone INTEGER NOT NULL,
    named INTEGER NOT NULL, nominal INTEGER NOT NULL, pronoun INTEGER NOT NULL, as_source INTEGER NOT NULL,
    name TEXT NOT NULL, type TEXT NOT NULL,
    day TEXT, anchor_source TEXT NOT NULL, received_at TEXT NOT NULL,
    source_id TEXT, headline TEXT, text_sha256 TEXT,
    spans TEXT NOT NULL, sentences TEXT NOT NULL,
    raw_topic TEXT NOT NULL, raw_partition INTEGER NOT NULL, raw_offset INTEGER NOT NULL,
    at_topic TEXT NOT NULL, at_partition INTEGER NOT NULL, at_offset INTEGER NOT NULL,
    PRIMARY KEY (article_id, actor_id)
);
-- an actor's page adds up and sorts from this index alone: the rows are long
CREATE INDEX mentions_actor ON mentions (
    actor_id, gone, day DESC, received_at DESC, article_id, named, nominal, pronoun, as_source, text_sha256, source_id
);

CREATE INDEX mentions_recent ON mentions (actor_id, gone, received_at DESC, article_id, as_source);

CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    actor_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, type TEXT NOT NULL, wikidata TEXT, country TEXT, provisional INTEGER NOT NULL,
    articles INTEGER NOT NULL, named INTEGER NOT NULL, nominal INTEGER NOT NULL, pronoun INTEGER NOT NULL, as_source INTEGER NOT NULL,
    months TEXT NOT NULL, undated TEXT NOT NULL,
    folded TEXT NOT NULL, -- name and id without case and accents: what the search looks in
    at_topic TEXT NOT NULL, at_partition INTEGER NOT NULL, at_offset INTEGER NOT NULL
);
CREATE INDEX actors_folded ON actors (folded);
CREATE INDEX actors_named ON actors (named DESC, name);
CREATE INDEX actors_articles ON actors (articles DESC, name);
CREATE INDEX actors_name ON actors (name, actor_id);

-- how much came from whom, by the hour of receipt: accepted versions, and records that could not go on and still told their source
CREATE TABLE source_hours (
    source_id TEXT NOT NULL, -- "" where none was given
    hour TEXT NOT NULL, -- YYYY-MM-DDTHH, UTC
    records INTEGER NOT NULL, letters INTEGER NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL,
    PRIMARY KEY (source_id, hour)
) WITHOUT ROWID;
CREATE INDEX source_hours_hour ON source_hours (hour, source_id, records, letters);

-- keyed by the record that was refused, its place and receipt: a letter that was sent twice is one row, and in a raw topic that was made
-- anew another record lies at the same place
CREATE TABLE deadletters (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
    stage TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, detail TEXT NOT NULL,
    article_id TEXT, received_at TEXT NOT NULL,
    key_b64 TEXT, headers TEXT NOT NULL, value_sha256 TEXT, value_bytes INTEGER NOT NULL, value_b64 TEXT,
    truncated INTEGER NOT NULL, replay TEXT NOT NULL,
    folded TEXT NOT NULL, -- code, detail and place: what the search looks in
    source_id TEXT, -- as far as the bytes tell it
    attempt INTEGER NOT NULL, -- how many replays led to it
    state TEXT NOT NULL DEFAULT 'open', -- open, replayed, discarded
    resolution TEXT, -- the last word about it, as JSON
    attempts INTEGER NOT NULL DEFAULT 0, -- how many times it was replayed from here, with those that led to it
    at_topic TEXT NOT NULL, at_partition INTEGER NOT NULL, at_offset INTEGER NOT NULL,
    PRIMARY KEY (topic, partition, offset, received_at)
);
CREATE INDEX deadletters_received ON deadletters (received_at DESC);
CREATE INDEX deadletters_state ON deadletters (severity, state, received_at DESC);
CREATE INDEX deadletters_source ON deadletters (source_id, received_at DESC);
CREATE INDEX deadletters_code ON deadletters (severity, stage, code, received_at DESC);
CREATE INDEX deadletters_counts ON deadletters (severity, stage, code, state);
CREATE INDEX deadletters_at ON deadletters (at_topic, at_partition, at_offset);
CREATE INDEX deadletters_article ON deadletters (article_id);

-- what followers are told, in the order in which it came here: names only, the words are looked up when they are sent. An actor has one
-- row, its last change; an article one for each version and generation, and one (`gone`) when it was withdrawn or erased
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, also when rows were trimmed
    kind TEXT NOT NULL, subject TEXT NOT NULL, rank TEXT NOT NULL DEFAULT '', generation INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, subject, rank, generation)
);
