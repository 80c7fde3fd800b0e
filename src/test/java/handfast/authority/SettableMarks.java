package handfast.authority;

import java.util.function.Consumer;

/**
 * Lets a test look, or fail, at a step of the gate.
 */
class SettableMarks implements Marks {

	volatile Consumer<Mark> then = (mark) -> {
	};

	@Override
	public void reached(Mark mark) {
		this.then.accept(mark);
	}

	void lookAt(Consumer<Mark> then) {
		this.then = then;
	}

	void failAt(Mark wanted) {
		this.then = (mark) -> {
			if (mark == wanted) {
				throw new Crash(mark);
			}
		};
	}

	void goOn() {
		this.then = (mark) -> {
		};
	}

	/**
	 * Stands for the end of the process.
	 */
	static class Crash extends RuntimeException {

		Crash(Mark mark) {
			super("Crash after " + mark);
		}

	}

}
