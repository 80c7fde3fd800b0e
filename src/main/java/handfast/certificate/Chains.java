package handfast.certificate;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The CA certificates above a leaf, kept once for all that share them.
 */
@Component
class Chains {

	private final JdbcTemplate jdbc;

	Chains(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	void store(UUID id, List<byte[]> chain) {
		this.jdbc.update("delete from ca_chain where chain_id = ?", (statement) -> new Parameters(statement).id(id));
		for (int place = 0; place < chain.size(); place++) {
			int number = place;
			this.jdbc.update("insert into ca_chain (chain_id, place, der) values (?, ?, ?)",
					(statement) -> new Parameters(statement).id(id).number(number).bytes(chain.get(number)));
		}
	}

	/**
	 * Stores another CA's chain under an id made of what it holds.
	 */
	UUID storeByContent(List<byte[]> chain) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		chain.forEach(content::writeBytes);
		UUID id = UUID.nameUUIDFromBytes(content.toByteArray());
		if (find(id).isEmpty()) {
			store(id, chain);
		}
		return id;
	}

	List<byte[]> find(UUID id) {
		return this.jdbc.query("select der from ca_chain where chain_id = ? order by place",
				(statement) -> new Parameters(statement).id(id), (row, number) -> row.getBytes("der"));
	}

}
