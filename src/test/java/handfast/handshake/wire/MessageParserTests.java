package handfast.handshake.wire;

import java.util.Arrays;
import java.util.Random;

import handfast.handshake.wire.Transcript.Side;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageParserTests {

	@Test
	void neverFailsOnBytesOfAStranger() {
		Random random = new Random(7);
		for (int round = 0; round < 20_000; round++) {
			byte[] body = new byte[random.nextInt(120)];
			random.nextBytes(body);
			for (int type : new int[] { 1, 2, 4, 8, 11, 12, 13, 15, 16, 20, 22, 99 }) {
				assertThat(MessageParser.parse(type, body, (round % 2 == 0) ? 0x0304 : 0x0303)).isNotNull();
			}
		}
	}

	@Test
	void showsUnknownCodePointsAsNumbers() {
		assertThat(Registry.suite(0x0a0a)).isEqualTo("0x0a0a");
		assertThat(Registry.group(0x1a1a)).isEqualTo("0x1a1a");
		assertThat(Registry.version(0x7f1c)).isEqualTo("0x7f1c");
		assertThat(Registry.scheme(0x1234)).isEqualTo("0x1234");
		assertThat(Registry.extension(0x4469)).isEqualTo("0x4469");
	}

	@Test
	void namesCodePointsAsTheRegistryDoes() {
		assertThat(Registry.suite(0x1301)).isEqualTo("TLS_AES_128_GCM_SHA256");
		assertThat(Registry.group(0x11ec)).isEqualTo("X25519MLKEM768");
		assertThat(Registry.scheme(0x0905)).isEqualTo("mldsa65");
		assertThat(Registry.extension(43)).isEqualTo("supported_versions");
		assertThat(Registry.alert(116)).isEqualTo("certificate_required");
	}

	@Test
	void putsFragmentsTogether() {
		Transcript transcript = new Transcript();
		byte[] done = { 14, 0, 0, 0, 14, 0, 0, 0 };
		for (byte part : done) {
			transcript.record(Side.SERVER, 22, new byte[] { part }, 0, 1);
		}
		assertThat(transcript.entries()).hasSize(2)
			.allSatisfy((entry) -> assertThat(entry.message()).isInstanceOf(Message.ServerHelloDone.class));
	}

	@Test
	void endsAFloodOfMessages() {
		Transcript transcript = new Transcript();
		for (int i = 0; i < 10_000; i++) {
			transcript.record(Side.SERVER, 21, new byte[] { 1, 0 }, 0, 2);
		}
		assertThat(transcript.entries()).hasSizeLessThan(1000);
	}

	@Test
	void cutsAStreamIntoRecordsWhereverItIsBroken() {
		byte[] stream = { 22, 3, 3, 0, 2, 1, 2, 21, 3, 3, 0, 2, 1, 0 };
		for (int cut = 0; cut <= stream.length; cut++) {
			Records records = new Records();
			int whole = records.add(stream, cut).size();
			byte[] rest = Arrays.copyOfRange(stream, cut, stream.length);
			assertThat(whole + records.add(rest, rest.length).size()).isEqualTo(2);
		}
	}

}
