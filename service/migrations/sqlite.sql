CREATE TABLE agent (
	agent TEXT NOT NULL, 
	float_fen BIGINT NOT NULL, 
	commission_fen BIGINT NOT NULL, 
	tariff TEXT NOT NULL, 
	threshold_fen BIGINT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	PRIMARY KEY (agent), 
	CONSTRAINT float_is_not_negative CHECK (float_fen >= 0), 
	CONSTRAINT commission_is_not_negative CHECK (commission_fen >= 0), 
	CONSTRAINT threshold_is_not_negative CHECK (threshold_fen >= 0), 
	CONSTRAINT agent_tariff_is_known CHECK (tariff IN ('standard', 'free'))
);

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

INSERT INTO "alembic_version" VALUES('0017');

CREATE TABLE annotation (
	object_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	role TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	external_hash BLOB, 
	sealed BLOB NOT NULL, 
	made_ms BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	PRIMARY KEY (object_id, kind, role, holder), 
	CONSTRAINT external_hash_is_a_whole_hash CHECK (external_hash IS NULL OR length(external_hash) = 32), 
	CONSTRAINT it_is_changed_after_it_is_made CHECK (changed_ms >= made_ms), 
	UNIQUE (external_hash)
);

CREATE TABLE answer (
	key_hash BLOB NOT NULL, 
	fingerprint BLOB NOT NULL, 
	status SMALLINT NOT NULL, 
	sealed BLOB NOT NULL, 
	at_ms BIGINT NOT NULL, 
	PRIMARY KEY (key_hash)
);

CREATE TABLE "api_key" (
	key_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	secret_hash BLOB NOT NULL, 
	created_ms BIGINT NOT NULL, 
	ends_ms BIGINT, 
	blocked_until_ms BIGINT NOT NULL, 
	revoked_ms BIGINT, 
	PRIMARY KEY (key_id), 
	CONSTRAINT role_is_known CHECK (role IN ('outlet', 'hub', 'provider', 'shop', 'agent', 'arbiter', 'carrier', 'auditor', 'operator'))
);

CREATE TABLE cash_out_code (
	code_id TEXT NOT NULL, 
	code_hash BLOB NOT NULL, 
	wallet_id TEXT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	made_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	used_ms BIGINT, 
	PRIMARY KEY (code_id), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT it_is_valid_for_a_while CHECK (expires_ms > made_ms), 
	FOREIGN KEY(wallet_id) REFERENCES wallet (wallet_id), 
	UNIQUE (code_hash)
);

CREATE TABLE certification (
	certification_id TEXT NOT NULL, 
	seller_id TEXT NOT NULL, 
	certified_by TEXT NOT NULL, 
	text TEXT NOT NULL, 
	uri TEXT, 
	sha256 TEXT, 
	certified_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	revoked_ms BIGINT, 
	revoked_because TEXT, 
	PRIMARY KEY (certification_id), 
	CONSTRAINT a_revocation_has_its_reason CHECK ((revoked_ms IS NULL) = (revoked_because IS NULL)), 
	CONSTRAINT it_lasts_a_while CHECK (expires_ms > certified_ms), 
	FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE TABLE contact (
	wallet_id TEXT NOT NULL, 
	phone_sealed BLOB NOT NULL, 
	phone_hash BLOB NOT NULL, 
	language TEXT NOT NULL, 
	is_opted_out BOOLEAN NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	PRIMARY KEY (wallet_id), 
	CONSTRAINT language_is_known CHECK (language IN ('zh', 'en', 'es')), 
	FOREIGN KEY(wallet_id) REFERENCES wallet (wallet_id)
);

CREATE TABLE day_proof (
	number BIGINT NOT NULL, 
	day BIGINT NOT NULL, 
	last_seq BIGINT NOT NULL, 
	proof TEXT NOT NULL, 
	key_id TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	PRIMARY KEY (number), 
	CONSTRAINT closings_are_counted_from_1 CHECK (number > 0), 
	UNIQUE (day)
);

CREATE TABLE depositor_day (
	depositor_hash BLOB NOT NULL, 
	day BIGINT NOT NULL, 
	brought_fen BIGINT NOT NULL, paid_in_fen BIGINT DEFAULT 0 NOT NULL CONSTRAINT paid_in_is_not_negative CHECK (paid_in_fen >= 0), 
	PRIMARY KEY (depositor_hash, day), 
	CONSTRAINT brought_is_not_negative CHECK (brought_fen >= 0)
);

CREATE TABLE dispute (
	order_id TEXT NOT NULL, 
	opened_by TEXT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	decided_ms BIGINT, 
	decided_by TEXT, 
	refund_fen BIGINT, 
	because TEXT, 
	PRIMARY KEY (order_id), 
	CONSTRAINT side_is_known CHECK (opened_by IN ('buyer', 'seller')), 
	CONSTRAINT a_decision_is_whole CHECK ((decided_ms IS NULL) = (refund_fen IS NULL) AND (decided_ms IS NULL) = (decided_by IS NULL)), 
	CONSTRAINT refund_is_not_negative CHECK (refund_fen IS NULL OR refund_fen >= 0), 
	FOREIGN KEY(order_id) REFERENCES trade_order (order_id)
);

CREATE TABLE draft (
	draft_id TEXT NOT NULL, 
	number_hash BLOB NOT NULL, 
	outlet TEXT NOT NULL, 
	depositor_hash BLOB NOT NULL, 
	password_hash BLOB NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	fee_fen BIGINT NOT NULL, 
	issued_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	ended_ms BIGINT, 
	wallet_id TEXT, 
	reset_hash BLOB, 
	reset_from_ms BIGINT, 
	wrong_tries SMALLINT NOT NULL, 
	locked_until_ms BIGINT NOT NULL, 
	PRIMARY KEY (draft_id), 
	CONSTRAINT redeemed_into_a_wallet CHECK ((state = 'redeemed') = (wallet_id IS NOT NULL)), 
	CONSTRAINT an_end_has_its_moment CHECK ((state IN ('issued', 'expired')) = (ended_ms IS NULL)), 
	CONSTRAINT state_is_known CHECK (state IN ('issued', 'redeemed', 'cashed', 'expired', 'refunded', 'cancelled')), 
	CONSTRAINT a_reset_has_its_moment CHECK ((reset_hash IS NULL) = (reset_from_ms IS NULL)), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT it_is_valid_for_a_while CHECK (expires_ms > issued_ms), 
	CONSTRAINT fee_is_not_negative CHECK (fee_fen >= 0), 
	FOREIGN KEY(outlet) REFERENCES outlet (outlet), 
	UNIQUE (number_hash)
);

CREATE TABLE draft_sweep (
	place SMALLINT NOT NULL, 
	swept_ms BIGINT NOT NULL, 
	shortest_ms BIGINT NOT NULL, 
	PRIMARY KEY (place), 
	CONSTRAINT one_sweep_of_drafts CHECK (place = 1)
);

CREATE TABLE event (
	seq INTEGER NOT NULL, 
	event_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	wallet_id TEXT NOT NULL, 
	seller_id TEXT NOT NULL, 
	data TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, place BIGINT, provider TEXT, shop TEXT, agent TEXT, outlet TEXT, watcher TEXT, 
	PRIMARY KEY (seq), 
	UNIQUE (event_id)
);

CREATE TABLE evidence (
	evidence_id TEXT NOT NULL, 
	order_id TEXT NOT NULL, 
	side TEXT NOT NULL, 
	text TEXT NOT NULL, 
	uri TEXT, 
	sha256 TEXT, 
	given_ms BIGINT NOT NULL, 
	PRIMARY KEY (evidence_id), 
	CONSTRAINT side_is_known CHECK (side IN ('buyer', 'seller')), 
	FOREIGN KEY(order_id) REFERENCES dispute (order_id)
);

CREATE TABLE float_code (
	code_id TEXT NOT NULL, 
	code_hash BLOB NOT NULL, 
	agent TEXT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	made_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	used_ms BIGINT, 
	PRIMARY KEY (code_id), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT it_is_valid_for_a_while CHECK (expires_ms > made_ms), 
	FOREIGN KEY(agent) REFERENCES agent (agent), 
	UNIQUE (code_hash)
);

CREATE TABLE good (
	good_id TEXT NOT NULL, 
	name_zh TEXT NOT NULL, 
	name_en TEXT NOT NULL, 
	name_es TEXT NOT NULL, 
	aliases TEXT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	PRIMARY KEY (good_id)
);

CREATE TABLE good_name (
	name_key TEXT NOT NULL, 
	good_id TEXT NOT NULL, 
	PRIMARY KEY (name_key), 
	FOREIGN KEY(good_id) REFERENCES good (good_id)
);

CREATE TABLE hold_capture (
	payment_id TEXT NOT NULL, 
	hold_id TEXT NOT NULL, 
	payee_id TEXT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	captured_ms BIGINT NOT NULL, 
	PRIMARY KEY (payment_id), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	FOREIGN KEY(hold_id) REFERENCES wallet_hold (hold_id), 
	FOREIGN KEY(payee_id) REFERENCES wallet (wallet_id)
);

CREATE TABLE item_block (
	block_id TEXT NOT NULL, 
	holder_role TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	first_place BIGINT NOT NULL, 
	count INTEGER NOT NULL, 
	next_place BIGINT NOT NULL, 
	given_ms BIGINT NOT NULL, 
	PRIMARY KEY (block_id), 
	CONSTRAINT a_block_has_numbers CHECK (first_place >= 0 AND count > 0), 
	CONSTRAINT next_is_of_the_block CHECK (next_place BETWEEN first_place AND first_place + count), 
	CONSTRAINT holder_role_is_known CHECK (holder_role IN ('outlet', 'shop')), 
	UNIQUE (first_place)
);

CREATE TABLE label (
	item_number TEXT NOT NULL, 
	sealed BLOB NOT NULL, 
	PRIMARY KEY (item_number), 
	FOREIGN KEY(item_number) REFERENCES parcel (item_number)
);

CREATE TABLE market_price (
	price_seq INTEGER NOT NULL, 
	price_id TEXT NOT NULL, 
	market TEXT NOT NULL, 
	market_key TEXT NOT NULL, 
	good_id TEXT NOT NULL, 
	day INTEGER NOT NULL, 
	price_fen BIGINT NOT NULL, 
	unit TEXT NOT NULL, 
	posted_by TEXT NOT NULL, 
	posted_ms BIGINT NOT NULL, 
	PRIMARY KEY (price_seq), 
	CONSTRAINT price_is_positive CHECK (price_fen > 0), 
	CONSTRAINT unit_is_known CHECK (unit IN ('kg', 'jin', 'piece', 'litre')), 
	FOREIGN KEY(good_id) REFERENCES good (good_id), 
	UNIQUE (price_id)
);

CREATE TABLE message (
	message_seq INTEGER NOT NULL, 
	message_id TEXT NOT NULL, 
	replay INTEGER NOT NULL, 
	event_seq INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	role TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	standing TEXT NOT NULL, 
	attempts SMALLINT NOT NULL, 
	due_ms BIGINT NOT NULL, 
	written_ms BIGINT NOT NULL, 
	settled_ms BIGINT, 
	problem TEXT NOT NULL, 
	PRIMARY KEY (message_seq), 
	CONSTRAINT channel_is_known CHECK (channel IN ('webhook', 'sms')), 
	CONSTRAINT standing_is_known CHECK (standing IN ('waiting', 'delivered', 'dead', 'dropped')), 
	CONSTRAINT attempts_are_not_negative CHECK (attempts >= 0), 
	CONSTRAINT an_end_has_its_time CHECK ((standing = 'waiting') = (settled_ms IS NULL)), 
	FOREIGN KEY(event_seq) REFERENCES event (seq), 
	CONSTRAINT message_told_once UNIQUE (message_id, replay)
);

CREATE TABLE offer (
	offer_id TEXT NOT NULL, 
	seller_id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	price_fen BIGINT NOT NULL, 
	weight_g BIGINT NOT NULL, 
	stock BIGINT NOT NULL, 
	is_open BOOLEAN NOT NULL, seq BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (offer_id), 
	CONSTRAINT price_is_positive CHECK (price_fen > 0), 
	CONSTRAINT stock_is_not_negative CHECK (stock >= 0), 
	CONSTRAINT weight_is_positive CHECK (weight_g > 0), 
	FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE TABLE outlet (
	outlet TEXT NOT NULL, 
	cash_fen BIGINT NOT NULL, threshold_fen BIGINT CONSTRAINT threshold_is_not_negative CHECK (threshold_fen >= 0), draft_events_from_ms BIGINT, 
	PRIMARY KEY (outlet), 
	CONSTRAINT till_is_not_negative CHECK (cash_fen >= 0)
);

CREATE TABLE outlet_commission (
	outlet TEXT NOT NULL, 
	earned_fen BIGINT NOT NULL, 
	PRIMARY KEY (outlet), 
	FOREIGN KEY(outlet) REFERENCES outlet (outlet)
);

CREATE TABLE parcel (
	item_number TEXT NOT NULL, 
	sender_role TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	order_id TEXT, 
	wallet_id TEXT, 
	seller_id TEXT, 
	made_ms BIGINT NOT NULL, 
	state TEXT, 
	seen_ms BIGINT, 
	place TEXT, 
	PRIMARY KEY (item_number), 
	CONSTRAINT parcel_state_is_known CHECK (state IN ('accepted', 'sorted', 'departed', 'arrived', 'out_for_delivery', 'awaiting_pick_up', 'refused', 'delivered', 'returned', 'lost', 'damaged')), 
	CONSTRAINT sender_role_is_known CHECK (sender_role IN ('outlet', 'shop')), 
	CONSTRAINT an_order_has_its_sides CHECK ((order_id IS NULL) = (wallet_id IS NULL) AND (order_id IS NULL) = (seller_id IS NULL)), 
	CONSTRAINT a_standing_has_moment_and_place CHECK ((state IS NULL) = (seen_ms IS NULL) AND (state IS NULL) = (place IS NULL)), 
	FOREIGN KEY(order_id) REFERENCES trade_order (order_id), 
	UNIQUE (order_id)
);

CREATE TABLE payment_reversal (
	reversal_id TEXT NOT NULL, 
	payment_id TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	reversed_fen BIGINT NOT NULL, 
	paid_fen BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	by_role TEXT NOT NULL, 
	reversed_ms BIGINT NOT NULL, 
	PRIMARY KEY (reversal_id), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT no_more_is_given_back_than_was_paid CHECK (reversed_fen >= amount_fen AND reversed_fen <= paid_fen), 
	CONSTRAINT place_is_positive CHECK (place > 0), 
	CONSTRAINT reason_is_known CHECK (reason IN ('returned', 'not_delivered', 'duplicate', 'wrong_amount', 'wrong_payee', 'fraud', 'ordered', 'other')), 
	CONSTRAINT role_may_reverse CHECK (by_role IN ('provider', 'shop', 'operator')), 
	CONSTRAINT one_reversal_after_the_other UNIQUE (payment_id, place)
);

CREATE TABLE price_subscription (
	subscription_id TEXT NOT NULL, 
	phone_hash BLOB NOT NULL, 
	phone_sealed BLOB NOT NULL, 
	good_id TEXT NOT NULL, 
	market TEXT NOT NULL, 
	market_key TEXT NOT NULL, 
	since_ms BIGINT NOT NULL, 
	texted_day INTEGER, 
	PRIMARY KEY (subscription_id), 
	FOREIGN KEY(good_id) REFERENCES good (good_id), 
	CONSTRAINT a_phone_hears_once_of_a_good UNIQUE (phone_hash, good_id)
);

CREATE TABLE quiet_phone (
	phone_hash BLOB NOT NULL, 
	since_ms BIGINT NOT NULL, 
	PRIMARY KEY (phone_hash)
);

CREATE TABLE reserved_number (
	number_hash BLOB NOT NULL, 
	outlet TEXT NOT NULL, 
	block_id TEXT NOT NULL, 
	reserved_ms BIGINT NOT NULL, 
	draft_id TEXT, 
	PRIMARY KEY (number_hash), 
	FOREIGN KEY(outlet) REFERENCES outlet (outlet)
);

CREATE TABLE root_secret (
	place SMALLINT NOT NULL, 
	fingerprint BLOB NOT NULL, 
	PRIMARY KEY (place), 
	CONSTRAINT a_database_has_one_secret CHECK (place = 1), 
	CONSTRAINT fingerprint_is_a_whole_hash CHECK (length(fingerprint) = 32)
);

CREATE TABLE scan (
	item_number TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	place TEXT NOT NULL, 
	noted_ms BIGINT NOT NULL, 
	PRIMARY KEY (item_number, at_ms, state, place), 
	CONSTRAINT scan_state_is_known CHECK (state IN ('accepted', 'sorted', 'departed', 'arrived', 'out_for_delivery', 'awaiting_pick_up', 'refused', 'delivered', 'returned', 'lost', 'damaged')), 
	FOREIGN KEY(item_number) REFERENCES parcel (item_number)
);

CREATE TABLE seller (
	seller_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	latitude FLOAT NOT NULL, 
	longitude FLOAT NOT NULL, 
	balance_fen BIGINT NOT NULL, 
	registered_ms BIGINT NOT NULL, 
	PRIMARY KEY (seller_id), 
	CONSTRAINT balance_is_not_negative CHECK (balance_fen >= 0), 
	FOREIGN KEY(seller_id) REFERENCES wallet (wallet_id)
);

CREATE TABLE settlement (
	day BIGINT NOT NULL, 
	net_due_fen BIGINT NOT NULL, 
	closed_ms BIGINT NOT NULL, last_seq BIGINT, 
	PRIMARY KEY (day)
);

CREATE TABLE text_count (
	phone_hash BLOB NOT NULL, 
	hour BIGINT NOT NULL, 
	count BIGINT NOT NULL, 
	PRIMARY KEY (phone_hash, hour)
);

CREATE TABLE trade_order (
	order_id TEXT NOT NULL, 
	offer_id TEXT NOT NULL, 
	seller_id TEXT NOT NULL, 
	wallet_id TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	price_fen BIGINT NOT NULL, 
	postage_fen BIGINT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	commission_fen BIGINT NOT NULL, 
	distance_km INTEGER NOT NULL, 
	certification_id TEXT, 
	state TEXT NOT NULL, 
	since_ms BIGINT NOT NULL, 
	refunded_fen BIGINT NOT NULL, 
	released_fen BIGINT NOT NULL, 
	placed_ms BIGINT NOT NULL, 
	pay_by_ms BIGINT NOT NULL, 
	reference TEXT, 
	paid_ms BIGINT, 
	shipped_ms BIGINT, 
	delivered_ms BIGINT, 
	ended_ms BIGINT, seq BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (order_id), 
	CONSTRAINT refunded_has_its_amount CHECK ((state = 'refunded') = (refunded_fen > 0)), 
	CONSTRAINT paid_has_its_moment CHECK ((state IN ('placed', 'cancelled')) = (paid_ms IS NULL)), 
	CONSTRAINT an_end_has_its_moment CHECK ((state IN ('released', 'cancelled', 'refunded')) = (ended_ms IS NOT NULL)), 
	CONSTRAINT state_is_known CHECK (state IN ('placed', 'paid', 'shipped', 'delivered', 'disputed', 'released', 'cancelled', 'refunded')), 
	CONSTRAINT amount_is_goods_and_postage CHECK (amount_fen = quantity * price_fen + postage_fen), 
	CONSTRAINT commission_is_a_part CHECK (commission_fen >= 0 AND commission_fen <= amount_fen), 
	CONSTRAINT postage_is_not_negative CHECK (postage_fen >= 0), 
	CONSTRAINT price_is_positive CHECK (price_fen > 0), 
	CONSTRAINT quantity_is_positive CHECK (quantity > 0), 
	CONSTRAINT refund_is_a_part CHECK (refunded_fen >= 0 AND refunded_fen <= amount_fen), 
	CONSTRAINT nothing_is_given_twice CHECK (released_fen >= 0 AND released_fen + refunded_fen <= amount_fen), 
	CONSTRAINT released_at_the_end CHECK (released_fen = 0 OR state IN ('released', 'refunded')), 
	CONSTRAINT a_sale_has_two_sides CHECK (wallet_id <> seller_id), 
	FOREIGN KEY(certification_id) REFERENCES certification (certification_id), 
	FOREIGN KEY(offer_id) REFERENCES offer (offer_id), 
	FOREIGN KEY(seller_id) REFERENCES seller (seller_id), 
	FOREIGN KEY(wallet_id) REFERENCES wallet (wallet_id), 
	UNIQUE (reference)
);

CREATE TABLE transfer (
	seq INTEGER NOT NULL, 
	book TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	debit TEXT NOT NULL, 
	credit TEXT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	PRIMARY KEY (seq), 
	CONSTRAINT book_is_known CHECK (book IN ('post', 'gateway')), 
	CONSTRAINT credit_stands_in_the_book CHECK (credit LIKE book || ':%'), 
	CONSTRAINT debit_stands_in_the_book CHECK (debit LIKE book || ':%'), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT a_transfer_has_two_accounts CHECK (debit <> credit)
);

CREATE TABLE unknown_number (
	number_hash BLOB NOT NULL, 
	wrong_tries SMALLINT NOT NULL, 
	locked_until_ms BIGINT NOT NULL, 
	tried_ms BIGINT NOT NULL, 
	PRIMARY KEY (number_hash)
);

CREATE TABLE wallet (
	wallet_id TEXT NOT NULL, 
	provider TEXT NOT NULL, 
	tier TEXT NOT NULL, 
	balance_fen BIGINT NOT NULL, 
	is_frozen BOOLEAN NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	redeemed_day BIGINT NOT NULL, 
	redeemed_today BIGINT NOT NULL, seq BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (wallet_id), 
	CONSTRAINT tier_is_known CHECK (tier IN ('plain', 'sms_alert', 'certificate')), 
	CONSTRAINT balance_is_not_negative CHECK (balance_fen >= 0), 
	CONSTRAINT redeemed_today_is_not_negative CHECK (redeemed_today >= 0)
);

CREATE TABLE wallet_hold (
	hold_seq INTEGER NOT NULL, 
	hold_id TEXT NOT NULL, 
	wallet_id TEXT NOT NULL, 
	payee_id TEXT, 
	amount_fen BIGINT NOT NULL, 
	captured_fen BIGINT NOT NULL, 
	released_fen BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	placed_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	PRIMARY KEY (hold_seq), 
	CONSTRAINT amount_is_positive CHECK (amount_fen > 0), 
	CONSTRAINT no_more_leaves_than_was_held CHECK (captured_fen >= 0 AND released_fen >= 0 AND captured_fen + released_fen <= amount_fen), 
	CONSTRAINT it_lasts_a_while CHECK (expires_ms > placed_ms), 
	CONSTRAINT state_is_known CHECK (state IN ('held', 'captured', 'released', 'expired')), 
	CONSTRAINT what_has_ended_holds_nothing CHECK ((state = 'held') = (captured_fen + released_fen < amount_fen)), 
	CONSTRAINT an_end_has_its_moment CHECK ((state = 'held') = (ended_ms IS NULL)), 
	CONSTRAINT payee_is_another_wallet CHECK (payee_id IS NULL OR payee_id <> wallet_id), 
	FOREIGN KEY(wallet_id) REFERENCES wallet (wallet_id), 
	FOREIGN KEY(payee_id) REFERENCES wallet (wallet_id), 
	UNIQUE (hold_id)
);

CREATE TABLE "webhook" (
	webhook_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	url TEXT NOT NULL, 
	kinds TEXT NOT NULL, 
	secret_sealed BLOB NOT NULL, 
	is_enabled BOOLEAN NOT NULL, 
	disabled_because TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	old_secrets TEXT NOT NULL, 
	PRIMARY KEY (webhook_id), 
	CONSTRAINT old_secrets_are_a_list CHECK (substr(old_secrets, 1, 1) = '['), 
	CONSTRAINT role_may_hear CHECK (role IN ('provider', 'shop', 'agent', 'outlet', 'auditor', 'operator'))
);

CREATE TABLE wrong_tries (
	key_id TEXT NOT NULL, 
	hour BIGINT NOT NULL, 
	count BIGINT NOT NULL, 
	PRIMARY KEY (key_id, hour)
);

CREATE INDEX ix_answer_at_ms ON answer (at_ms);

CREATE INDEX transfer_credit_of_wallet ON transfer (credit, seq) WHERE credit LIKE 'gateway:wallet:%';

CREATE INDEX transfer_debit_of_wallet ON transfer (debit, seq) WHERE debit LIKE 'gateway:wallet:%';

CREATE UNIQUE INDEX transfer_key ON transfer (book, "key");

CREATE INDEX transfer_mutual_credit ON transfer (credit, at_ms) WHERE credit IN ('post:due_to_gateway', 'gateway:due_from_post');

CREATE INDEX transfer_mutual_debit ON transfer (debit, at_ms) WHERE debit IN ('post:due_to_gateway', 'gateway:due_from_post');

CREATE INDEX ix_unknown_number_tried_ms ON unknown_number (tried_ms);

CREATE INDEX ix_reserved_number_block_id ON reserved_number (block_id);

CREATE TRIGGER transfer_never_changes BEFORE UPDATE ON transfer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;

CREATE TRIGGER transfer_never_goes BEFORE DELETE ON transfer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

CREATE TRIGGER settlement_never_changes BEFORE UPDATE ON settlement FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a closed day is never changed'); END;

CREATE TRIGGER settlement_never_goes BEFORE DELETE ON settlement FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a closed day is never deleted'); END;

CREATE TRIGGER draft_never_goes BEFORE DELETE ON draft FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a draft is never deleted'); END;

CREATE TRIGGER draft_ended_for_good BEFORE UPDATE OF draft_id, number_hash, outlet, depositor_hash, password_hash, amount_fen, fee_fen, issued_ms, expires_ms, state, ended_ms, wallet_id, reset_hash, reset_from_ms ON draft FOR EACH ROW WHEN (OLD.ended_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a draft has one end'); END;

CREATE INDEX ix_certification_seller_id ON certification (seller_id);

CREATE INDEX order_delivered ON trade_order (since_ms) WHERE state = 'delivered';

CREATE INDEX order_unpaid ON trade_order (pay_by_ms) WHERE state = 'placed';

CREATE INDEX ix_evidence_order_id ON evidence (order_id);

CREATE TRIGGER order_never_goes BEFORE DELETE ON trade_order FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an order is never deleted'); END;

CREATE TRIGGER order_is_agreed BEFORE UPDATE OF order_id, offer_id, seller_id, wallet_id, quantity, price_fen, postage_fen, amount_fen, commission_fen, distance_km, certification_id, placed_ms ON trade_order FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what was agreed is never changed'); END;

CREATE TRIGGER order_goes_its_way BEFORE UPDATE OF state ON trade_order FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT (OLD.state = 'placed' AND NEW.state IN ('paid', 'cancelled') OR OLD.state = 'paid' AND NEW.state IN ('shipped', 'delivered', 'refunded') OR OLD.state = 'shipped' AND NEW.state IN ('delivered', 'disputed', 'released', 'refunded') OR OLD.state = 'delivered' AND NEW.state IN ('disputed', 'released', 'refunded') OR OLD.state = 'disputed' AND NEW.state IN ('released', 'refunded'))) BEGIN SELECT RAISE(ABORT, 'an order takes no such step'); END;

CREATE TRIGGER certification_never_goes BEFORE DELETE ON certification FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a certification is never deleted'); END;

CREATE TRIGGER certification_is_given BEFORE UPDATE OF certification_id, seller_id, certified_by, text, uri, sha256, certified_ms, expires_ms ON certification FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a certification is never changed'); END;

CREATE TRIGGER certification_is_revoked_once BEFORE UPDATE ON certification FOR EACH ROW WHEN (OLD.revoked_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a certification is revoked once'); END;

CREATE TRIGGER dispute_never_goes BEFORE DELETE ON dispute FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a dispute is never deleted'); END;

CREATE TRIGGER dispute_is_decided_once BEFORE UPDATE ON dispute FOR EACH ROW WHEN (OLD.decided_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a dispute is decided once'); END;

CREATE TRIGGER evidence_never_goes BEFORE DELETE ON evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;

CREATE TRIGGER evidence_never_changes BEFORE UPDATE ON evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;

CREATE INDEX item_block_of_holder ON item_block (holder_role, holder, first_place);

CREATE INDEX parcel_waiting ON parcel (seen_ms, item_number) WHERE state = 'awaiting_pick_up';

CREATE TRIGGER scan_never_changes BEFORE UPDATE ON scan FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END;

CREATE TRIGGER scan_never_goes BEFORE DELETE ON scan FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a scan is never deleted'); END;

CREATE TRIGGER parcel_never_goes BEFORE DELETE ON parcel FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a parcel is never deleted'); END;

CREATE TRIGGER parcel_never_becomes_another BEFORE UPDATE OF item_number, sender_role, sender, order_id, wallet_id, seller_id, made_ms ON parcel FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a parcel stays what it was sent as'); END;

CREATE TRIGGER parcel_end_stays BEFORE UPDATE ON parcel FOR EACH ROW WHEN (OLD.state IN ('delivered', 'returned', 'lost', 'damaged') AND (NEW.state IS NULL OR NEW.state NOT IN ('delivered', 'returned', 'lost', 'damaged'))) BEGIN SELECT RAISE(ABORT, 'a parcel that has come to an end is not under way'); END;

CREATE TRIGGER item_block_never_changes BEFORE UPDATE OF block_id, holder_role, holder, first_place, count, given_ms ON item_block FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a block of item numbers is never changed'); END;

CREATE TRIGGER item_block_never_goes BEFORE DELETE ON item_block FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a block is never deleted'); END;

CREATE INDEX event_not_addressed ON event (seq) WHERE place IS NULL;

CREATE INDEX event_of_provider ON event (provider, place) WHERE provider <> '';

CREATE INDEX event_of_shop ON event (shop, place) WHERE shop <> '';

CREATE INDEX ix_contact_phone_hash ON contact (phone_hash);

CREATE INDEX message_waiting_in_line ON message (recipient, subject, event_seq, replay) WHERE standing = 'waiting';

CREATE INDEX message_due ON message (due_ms, message_seq) WHERE standing = 'waiting';

CREATE INDEX message_of_holder ON message (role, holder, message_seq);

CREATE INDEX message_settled ON message (settled_ms);

CREATE TRIGGER event_never_changes BEFORE UPDATE OF seq, event_id, kind, subject, wallet_id, seller_id, data, at_ms ON event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER event_never_goes BEFORE DELETE ON event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TRIGGER message_ends_once BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.standing <> 'waiting') BEGIN SELECT RAISE(ABORT, 'a message ends once'); END;

CREATE TRIGGER message_is_not_lost BEFORE DELETE ON message FOR EACH ROW WHEN (OLD.standing = 'waiting') BEGIN SELECT RAISE(ABORT, 'a message that waits is never deleted'); END;

CREATE INDEX ix_draft_issued_ms ON draft (issued_ms);

CREATE TRIGGER root_secret_never_changes BEFORE UPDATE ON root_secret FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a database keeps its root secret'); END;

CREATE TRIGGER root_secret_never_goes BEFORE DELETE ON root_secret FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a database keeps its root secret'); END;

CREATE UNIQUE INDEX event_place ON event (place) WHERE place IS NOT NULL;

CREATE INDEX ix_cash_out_code_expires_ms ON cash_out_code (expires_ms);

CREATE INDEX ix_depositor_day_day ON depositor_day (day);

CREATE TRIGGER cash_out_code_never_changes BEFORE UPDATE OF code_id, code_hash, wallet_id, amount_fen, made_ms, expires_ms ON cash_out_code FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a code is never changed'); END;

CREATE TRIGGER cash_out_code_is_used_once BEFORE UPDATE OF used_ms ON cash_out_code FOR EACH ROW WHEN (OLD.used_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a code is used once'); END;

CREATE TRIGGER agent_never_goes BEFORE DELETE ON agent FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'an agent is never deleted'); END;

CREATE INDEX transfer_debit_of_agent ON transfer (debit, seq) WHERE debit LIKE 'gateway:agent_float:%';

CREATE INDEX transfer_credit_of_agent ON transfer (credit, seq) WHERE credit LIKE 'gateway:agent_float:%';

CREATE INDEX event_of_agent ON event (agent, place) WHERE agent <> '';

CREATE INDEX ix_good_name_good_id ON good_name (good_id);

CREATE INDEX market_price_of_good ON market_price (good_id, market_key, day, price_seq);

CREATE INDEX market_price_of_day ON market_price (day, price_seq);

CREATE INDEX price_subscription_at_market ON price_subscription (good_id, market_key);

CREATE TRIGGER market_price_never_changes BEFORE UPDATE ON market_price FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a price is never changed: post another'); END;

CREATE TRIGGER market_price_never_goes BEFORE DELETE ON market_price FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a price is never deleted'); END;

CREATE INDEX event_of_outlet ON event (outlet, place) WHERE outlet <> '';

CREATE INDEX event_of_watcher ON event (watcher, place) WHERE watcher <> '';

CREATE TRIGGER event_is_addressed_once BEFORE UPDATE OF place, provider, shop, agent, outlet, watcher ON event FOR EACH ROW WHEN (OLD.place IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'an event is addressed once'); END;

CREATE INDEX webhook_of_holder ON webhook (role, holder);

CREATE TRIGGER order_has_one_end BEFORE UPDATE ON trade_order FOR EACH ROW WHEN (OLD.ended_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'an order has one end'); END;

CREATE UNIQUE INDEX wallet_seq ON wallet (seq);

CREATE INDEX wallet_of_provider ON wallet (provider, seq);

CREATE UNIQUE INDEX offer_seq ON offer (seq);

CREATE INDEX offer_of_seller ON offer (seller_id, seq);

CREATE UNIQUE INDEX order_seq ON trade_order (seq);

CREATE INDEX order_of_seller ON trade_order (seller_id, seq);

CREATE INDEX order_of_wallet ON trade_order (wallet_id, seq);

CREATE INDEX transfer_payment ON transfer (seq) WHERE key LIKE 'payment:%';

CREATE INDEX transfer_withdrawal ON transfer (seq) WHERE key LIKE 'withdrawal:%';

CREATE INDEX transfer_deposit ON transfer (debit, seq) WHERE key LIKE 'deposit:%';

CREATE INDEX transfer_debit_of_seller ON transfer (debit, seq) WHERE debit LIKE 'gateway:seller:%';

CREATE INDEX transfer_credit_of_seller ON transfer (credit, seq) WHERE credit LIKE 'gateway:seller:%';

CREATE INDEX hold_of_wallet ON wallet_hold (wallet_id, hold_seq);

CREATE INDEX hold_not_ended ON wallet_hold (wallet_id, expires_ms) WHERE state = 'held';

CREATE INDEX hold_to_expire ON wallet_hold (expires_ms) WHERE state = 'held';

CREATE INDEX ix_hold_capture_hold_id ON hold_capture (hold_id);

CREATE INDEX transfer_hold_capture ON transfer (seq) WHERE key LIKE 'hold_capture:%';

CREATE TRIGGER hold_ends_once BEFORE UPDATE ON wallet_hold FOR EACH ROW WHEN (OLD.state <> 'held') BEGIN SELECT RAISE(ABORT, 'a hold that has ended never changes'); END;

CREATE TRIGGER hold_keeps_its_terms BEFORE UPDATE ON wallet_hold FOR EACH ROW WHEN (NEW.hold_id <> OLD.hold_id OR NEW.wallet_id <> OLD.wallet_id OR COALESCE(NEW.payee_id, '') <> COALESCE(OLD.payee_id, '') OR NEW.amount_fen <> OLD.amount_fen OR NEW.placed_ms <> OLD.placed_ms OR NEW.expires_ms <> OLD.expires_ms) BEGIN SELECT RAISE(ABORT, 'what was agreed of a hold never changes'); END;

CREATE TRIGGER hold_gets_nothing_back BEFORE UPDATE ON wallet_hold FOR EACH ROW WHEN (NEW.captured_fen < OLD.captured_fen OR NEW.released_fen < OLD.released_fen) BEGIN SELECT RAISE(ABORT, 'what has left a hold does not come back'); END;

CREATE TRIGGER hold_never_goes BEFORE DELETE ON wallet_hold FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a hold is never deleted'); END;

CREATE TRIGGER hold_capture_never_changes BEFORE UPDATE ON hold_capture FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a capture is never changed'); END;

CREATE TRIGGER hold_capture_never_goes BEFORE DELETE ON hold_capture FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a capture is never deleted'); END;

CREATE TRIGGER payment_reversal_never_changes BEFORE UPDATE ON payment_reversal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a reversal is never changed'); END;

CREATE TRIGGER payment_reversal_never_goes BEFORE DELETE ON payment_reversal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a reversal is never deleted'); END;

CREATE INDEX event_of_subject ON event (subject, seq) WHERE place IS NOT NULL;

CREATE TRIGGER day_proof_never_changes BEFORE UPDATE ON day_proof FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the proof of a day is never changed'); END;

CREATE TRIGGER day_proof_never_goes BEFORE DELETE ON day_proof FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'the proof of a day is never deleted'); END;

CREATE INDEX transfer_bank_debit ON transfer (debit, at_ms) WHERE debit IN ('gateway:bank', 'post:bank');

CREATE INDEX transfer_bank_credit ON transfer (credit, at_ms) WHERE credit IN ('gateway:bank', 'post:bank');

CREATE INDEX ix_float_code_expires_ms ON float_code (expires_ms);

CREATE TRIGGER float_code_never_changes BEFORE UPDATE OF code_id, code_hash, agent, amount_fen, made_ms, expires_ms ON float_code FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'a code is never changed'); END;

CREATE TRIGGER float_code_is_used_once BEFORE UPDATE OF used_ms ON float_code FOR EACH ROW WHEN (OLD.used_ms IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a code is used once'); END;

CREATE TRIGGER outlet_commission_never_goes BEFORE DELETE ON outlet_commission FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'what an outlet has earned is never deleted'); END;
