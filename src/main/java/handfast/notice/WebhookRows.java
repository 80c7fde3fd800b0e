package handfast.notice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Paging;
import handfast.certificate.Contact;
import handfast.key.WrappedKey;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Webhooks as they are kept.
 */
@Component
class WebhookRows {

	private final JdbcClient database;

	WebhookRows(JdbcClient database) {
		this.database = database;
	}

	/**
	 * @throws org.springframework.dao.DuplicateKeyException where the name is taken
	 */
	void insert(Webhook webhook) {
		this.database.sql("""
				insert into webhook (id, name, url, data_key, ciphertext, created_by, created_at)
				values (:id, :name, :url, :dataKey, :ciphertext, :by, :at)
				""")
			.param("id", webhook.id())
			.param("name", webhook.name())
			.param("url", webhook.url())
			.param("dataKey", webhook.secret().dataKey())
			.param("ciphertext", webhook.secret().ciphertext())
			.param("by", webhook.createdBy())
			.param("at", webhook.createdAt().atOffset(ZoneOffset.UTC))
			.update();
	}

	Optional<Webhook> find(String name) {
		return this.database.sql("select * from webhook where name = :name")
			.param("name", name)
			.query(WebhookRows::read)
			.optional();
	}

	Optional<Webhook> find(UUID id) {
		return this.database.sql("select * from webhook where id = :id")
			.param("id", id)
			.query(WebhookRows::read)
			.optional();
	}

	List<Webhook> list(Paging paging) {
		UUID before = paging.isFirst() ? new UUID(-1, -1) : UUID.fromString(paging.position().getFirst());
		return this.database.sql("select * from webhook where id < :before order by id desc limit " + paging.rows())
			.param("before", before)
			.query(WebhookRows::read)
			.list();
	}

	/**
	 * With it goes what was still to be posted there.
	 */
	void delete(Webhook webhook) {
		this.database.sql("delete from webhook where id = :id").param("id", webhook.id()).update();
		this.database
			.sql("update notice set next_try = null, problem = 'The webhook was taken away' where contact = :contact"
					+ " and told_at is null")
			.param("contact", Contact.webhook(webhook.name()).text())
			.update();
	}

	private static Webhook read(ResultSet row, int number) throws SQLException {
		return new Webhook(row.getObject("id", UUID.class), row.getString("name"), row.getString("url"),
				new WrappedKey(row.getBytes("data_key"), row.getBytes("ciphertext")), row.getString("created_by"),
				row.getObject("created_at", OffsetDateTime.class).toInstant());
	}

}
