package handfast.handshake.scan;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Records;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClientHelloWriterTests {

	private final ClientHelloWriter writer = new ClientHelloWriter(new SecureRandom());

	@ParameterizedTest
	@ValueSource(ints = { 0x0304, 0x0303, 0x0302, 0x0301 })
	void writesWhatTheParserReads(int version) {
		Hello hello = Hello.of(version, new int[] { 0x1301, 0xc02f }, "shop.test")
			.withAlpn(List.of("h2", "http/1.1"))
			.withTicket();
		Message.ClientHello read = read(hello);
		assertThat(read.versions()).containsExactly(version);
		assertThat(read.suites()).containsExactly(0x1301, 0xc02f);
		assertThat(read.groups()).containsExactly(Candidates.groups(version));
		assertThat(read.schemes()).containsExactly((version >= 0x0303) ? Candidates.SCHEMES : new int[0]);
		assertThat(read.serverName()).isEqualTo("shop.test");
		assertThat(read.alpn()).containsExactly("h2", "http/1.1");
		assertThat(read.keyShares()).isEmpty();
		assertThat(read.extensions()).contains(ExtensionType.session_ticket, ExtensionType.status_request)
			.doesNotHaveDuplicates();
		assertThat(read.random()).isNotEqualTo(read(hello).random()).hasSize(32);
	}

	@Test
	void sendsSsl3WithoutExtensions() {
		Message.ClientHello read = read(Hello.of(Hello.SSL_3, new int[] { 0x0004, 0x000a }, "shop.test"));
		assertThat(read.versions()).containsExactly(0x0300);
		assertThat(read.suites()).containsExactly(0x0004, 0x000a, 0x00ff);
		assertThat(read.extensions()).isEmpty();
		assertThat(read.serverName()).isNull();
		byte[] record = this.writer.record(Hello.of(Hello.SSL_3, new int[] { 0x0004 }, null));
		assertThat(Arrays.copyOf(record, 3)).containsExactly(22, 3, 0);
	}

	@Test
	void sendsKeySharesThatArePublicKeys() {
		Hello hello = Hello.of(0x0304, new int[] { 0x1301 }, null)
			.withGroups(NamedGroup.x25519, NamedGroup.secp256r1)
			.withShares(NamedGroup.x25519, NamedGroup.secp256r1);
		assertThat(read(hello).keyShares()).extracting(Message.KeyShare::group)
			.containsExactly(NamedGroup.x25519, NamedGroup.secp256r1);
		assertThat(read(hello).serverName()).isNull();
	}

	@Test
	void offersSeveralVersionsAtOnce() {
		Hello hello = new Hello(new int[] { 0x0304, 0x0303 }, new int[] { 0x1301, 0xc02f }, new int[] { 29 },
				new int[0], new int[] { 0x0403 }, List.of(), "shop.test", false, true);
		Message.ClientHello read = read(hello);
		assertThat(read.versions()).containsExactly(0x0304, 0x0303);
		assertThat(read.extensions()).contains(ExtensionType.extended_master_secret, ExtensionType.key_share);
	}

	private Message.ClientHello read(Hello hello) {
		byte[] record = Records.split(this.writer.record(hello)).getFirst();
		assertThat(record[5]).isEqualTo((byte) 1);
		assertThat(record.length - 9).isEqualTo((record[7] & 0xff) << 8 | record[8] & 0xff);
		return (Message.ClientHello) MessageParser.parse(1, Arrays.copyOfRange(record, 9, record.length), 0);
	}

}
