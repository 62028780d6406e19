-- What pages add up or look through, kept by triggers beside the rows it comes from: a page must not count a million rows.

-- how many there are: `articles` by status, `actors`, `letters` by severity
CREATE TABLE totals (what TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (what, name)) WITHOUT ROWID;
CREATE TRIGGER totals_articles_insert AFTER INSERT ON articles BEGIN
    INSERT INTO totals VALUES ('articles', new.pub_status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER totals_articles_delete AFTER DELETE ON articles BEGIN
    UPDATE totals SET n = n - 1 WHERE what = 'articles' AND name = old.pub_status;
END;
CREATE TRIGGER totals_articles_update AFTER UPDATE ON articles WHEN old.pub_status <> new.pub_status BEGIN
    UPDATE totals SET n = n - 1 WHERE what = 'articles' AND name = old.pub_status;
    INSERT INTO totals VALUES ('articles', new.pub_status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER totals_actors_insert AFTER INSERT ON actors BEGIN
    INSERT INTO totals VALUES ('actors', '', 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER totals_actors_delete AFTER DELETE ON actors BEGIN
    UPDATE totals SET n = n - 1 WHERE what = 'actors' AND name = '';
END;
CREATE TRIGGER totals_letters_insert AFTER INSERT ON deadletters BEGIN
    INSERT INTO totals VALUES ('letters', new.severity, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER totals_letters_delete AFTER DELETE ON deadletters BEGIN
    UPDATE totals SET n = n - 1 WHERE what = 'letters' AND name = old.severity;
END;

-- parts of names and ids, of three letters and more
CREATE VIRTUAL TABLE actors_fts USING fts5 (folded, content = 'actors', content_rowid = 'id', tokenize = 'trigram');
CREATE TRIGGER actors_insert AFTER INSERT ON actors BEGIN
    INSERT INTO actors_fts (rowid, folded) VALUES (new.id, new.folded);
END;
CREATE TRIGGER actors_delete AFTER DELETE ON actors BEGIN
    INSERT INTO actors_fts (actors_fts, rowid, folded) VALUES ('delete', old.id, old.folded);
END;
CREATE TRIGGER actors_update AFTER UPDATE ON actors WHEN old.folded <> new.folded BEGIN
    INSERT INTO actors_fts (actors_fts, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO actors_fts (rowid, folded) VALUES (new.id, new.folded);
END;

-- what the mentions of an actor add up to by the article's day; "" is no date. `sourced`: articles in which it says something
CREATE TABLE actor_days (
    actor_id TEXT NOT NULL, day TEXT NOT NULL,
    articles INTEGER NOT NULL, named INTEGER NOT NULL, nominal INTEGER NOT NULL, pronoun INTEGER NOT NULL,
    as_source INTEGER NOT NULL, sourced INTEGER NOT NULL,
    PRIMARY KEY (actor_id, day)
) WITHOUT ROWID;
CREATE INDEX actor_days_day ON actor_days (day, articles DESC, actor_id);
CREATE TRIGGER mentions_insert AFTER INSERT ON mentions WHEN new.gone = 0 BEGIN
    INSERT INTO actor_days VALUES (
        new.actor_id, coalesce(new.day, ''), 1, new.named, new.nominal, new.pronoun, new.as_source, new.as_source > 0
    ) ON CONFLICT DO UPDATE SET articles = articles + 1, named = named + new.named, nominal = nominal + new.nominal,
        pronoun = pronoun + new.pronoun, as_source = as_source + new.as_source, sourced = sourced + (new.as_source > 0);
END;
CREATE TRIGGER mentions_delete AFTER DELETE ON mentions WHEN old.gone = 0 BEGIN
    UPDATE actor_days SET articles = articles - 1, named = named - old.named, nominal = nominal - old.nominal,
        pronoun = pronoun - old.pronoun, as_source = as_source - old.as_source, sourced = sourced - (old.as_source > 0)
        WHERE actor_id = old.actor_id AND day = coalesce(old.day, '');
    DELETE FROM actor_days WHERE actor_id = old.actor_id AND day = coalesce(old.day, '') AND articles = 0;
END;
CREATE TRIGGER mentions_update_old AFTER UPDATE ON mentions WHEN old.gone = 0 BEGIN
    UPDATE actor_days SET articles = articles - 1, named = named - old.named, nominal = nominal - old.nominal,
        pronoun = pronoun - old.pronoun, as_source = as_source - old.as_source, sourced = sourced - (old.as_source > 0)
        WHERE actor_id = old.actor_id AND day = coalesce(old.day, '');
    DELETE FROM actor_days WHERE actor_id = old.actor_id AND day = coalesce(old.day, '') AND articles = 0;
END;
CREATE TRIGGER mentions_update_new AFTER UPDATE ON mentions WHEN new.gone = 0 BEGIN
    INSERT INTO actor_days VALUES (
        new.actor_id, coalesce(new.day, ''), 1, new.named, new.nominal, new.pronoun, new.as_source, new.as_source > 0
    ) ON CONFLICT DO UPDATE SET articles = articles + 1, named = named + new.named, nominal = nominal + new.nominal,
        pronoun = pronoun + new.pronoun, as_source = as_source + new.as_source, sourced = sourced + (new.as_source > 0);
END;

-- the newest reading of each article: whose tags and dates are below. They go when it goes
CREATE TABLE readings (article_id TEXT PRIMARY KEY, rank TEXT NOT NULL, generation INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER versions_delete AFTER DELETE ON versions BEGIN
    DELETE FROM readings WHERE (article_id, rank, generation) = (old.article_id, old.rank, old.generation);
END;

CREATE TABLE article_tags (
    article_id TEXT NOT NULL, code TEXT NOT NULL, relevance INTEGER NOT NULL, day TEXT, received_at TEXT NOT NULL,
    PRIMARY KEY (article_id, code)
) WITHOUT ROWID;
CREATE INDEX article_tags_code ON article_tags (code, received_at DESC, article_id, relevance);
-- by the article's day; "" is no date
CREATE TABLE tag_days (
    code TEXT NOT NULL, day TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (code, day)
) WITHOUT ROWID;
CREATE INDEX tag_days_day ON tag_days (day, code, articles);
CREATE TRIGGER tags_insert AFTER INSERT ON article_tags BEGIN
    INSERT INTO tag_days VALUES (new.code, coalesce(new.day, ''), 1) ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER tags_delete AFTER DELETE ON article_tags BEGIN
    UPDATE tag_days SET articles = articles - 1 WHERE code = old.code AND day = coalesce(old.day, '');
    DELETE FROM tag_days WHERE code = old.code AND day = coalesce(old.day, '') AND articles = 0;
END;

-- days and spans of days that an article names; `sentences` are the numbers of those that name it, the first of which is in the text
-- from `start` to `end`
CREATE TABLE article_dates (
    article_id TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    surface TEXT NOT NULL, anchor TEXT NOT NULL, sentences TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (article_id, first_day, last_day)
) WITHOUT ROWID;
CREATE INDEX article_dates_day ON article_dates (first_day, last_day, received_at DESC, article_id);
CREATE INDEX article_dates_span ON article_dates (first_day DESC, last_day, received_at, article_id) WHERE first_day < last_day;
CREATE TABLE date_days (day TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER dates_insert AFTER INSERT ON article_dates WHEN new.first_day = new.last_day BEGIN
    INSERT INTO date_days VALUES (new.first_day, 1) ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER dates_delete AFTER DELETE ON article_dates WHEN old.first_day = old.last_day BEGIN
    UPDATE date_days SET articles = articles - 1 WHERE day = old.first_day;
    DELETE FROM date_days WHERE day = old.first_day AND articles = 0;
END;
CREATE TRIGGER readings_delete AFTER DELETE ON readings BEGIN
    DELETE FROM article_tags WHERE article_id = old.article_id;
    DELETE FROM article_dates WHERE article_id = old.article_id;
END;
