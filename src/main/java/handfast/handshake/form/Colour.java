package handfast.handshake.form;

/**
 * Colours of a terminal (ECMA-48, Select Graphic Rendition). Only those that every
 * palette shows on light and on dark.
 */
enum Colour {

	NONE(""), BOLD("1"), FAINT("2"), RED("1;31"), GREEN("1;32"), YELLOW("1;33"), CYAN("36"), MAGENTA("35");

	private final String code;

	Colour(String code) {
		this.code = code;
	}

	String paint(String text) {
		return (this == NONE || text.isEmpty()) ? text : "\u001b[" + this.code + "m" + text + "\u001b[0m";
	}

}
