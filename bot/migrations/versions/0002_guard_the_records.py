"""Guard the records, which are append-only; let effects make their lane and wake workers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RECORDS = ("capture", "decision", "ledger")


def upgrade() -> None:
    """Add the triggers and the ledger's beginning."""
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
        END $$
    """)
    for table in RECORDS:
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
    op.execute("""
        CREATE FUNCTION effects_asked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO lane (name, free_at, busy_until)
            SELECT DISTINCT lane, '-infinity'::timestamptz, '-infinity'::timestamptz FROM asked
            ON CONFLICT DO NOTHING;
            IF EXISTS (SELECT 1 FROM asked) THEN
                NOTIFY effects;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER effects_asked AFTER INSERT ON effect REFERENCING NEW TABLE AS asked
        FOR EACH STATEMENT EXECUTE FUNCTION effects_asked()
    """)
    op.execute("INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, repeat('0', 64))")
