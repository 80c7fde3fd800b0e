package handfast.handshake.scan;

import java.util.Arrays;
import java.util.List;

import handfast.handshake.wire.Message;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EliminationTests {

	private static final List<Integer> SERVER = List.of(7, 3, 5);

	@Test
	void findsTheServersOrder() {
		Elimination found = Elimination.of(new int[] { 1, 3, 5, 7, 9 },
				(left) -> SERVER.stream().filter((code) -> Message.contains(left, code)).findFirst().orElse(-1));
		assertThat(found.found()).containsExactly(7, 3, 5);
		assertThat(found.order()).isEqualTo("server");
	}

	@Test
	void findsThatTheClientDecides() {
		Elimination found = Elimination.of(new int[] { 1, 3, 5, 7, 9 },
				(left) -> Arrays.stream(left).filter(SERVER::contains).findFirst().orElse(-1));
		assertThat(found.found()).containsExactly(3, 5, 7);
		assertThat(found.order()).isEqualTo("client");
	}

	@Test
	void endsWithAServerThatAnswersWhatWasNotOffered() {
		assertThat(Elimination.of(new int[] { 1, 2 }, (left) -> 9).found()).isEmpty();
		assertThat(Elimination.of(new int[] { 1, 2 }, (left) -> 2).found()).containsExactly(2);
	}

	@Test
	void saysNothingOfAnOrderOfOne() {
		assertThat(Elimination.of(new int[] { 1 }, (left) -> 1).order()).isNull();
	}

}
