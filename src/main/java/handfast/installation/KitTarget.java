package handfast.installation;

import java.util.List;
import java.util.SequencedMap;

import org.jspecify.annotations.Nullable;

/**
 * What a kind of server wants: its files, who may read them, and how it is tested,
 * reloaded and started. Read from one YAML file.
 *
 * @param name as requests say it
 * @param title as people say it
 * @param program that has to be there; empty where none is run
 * @param unit of systemd; empty for none
 * @param unitAction {@code reload} or {@code restart}
 * @param main its main configuration; what {@code $MAIN} stands for in the commands
 * @param pidFile what {@code $PID_FILE} stands for
 * @param ports where it serves, the usual one first, each with the STARTTLS protocol it
 * begins with or {@code none}
 * @param files beside certificate, chain, key and root: {@code combined.pem},
 * {@code keyfirst.pem}, {@code keystore.p12} …
 * @param owner {@code user:group} of what holds the key
 * @param mode of what holds the key, octal
 * @param switchesFiles whether a watcher looks at the files themselves, so that each is
 * renamed
 * @param test shell command; empty where it has none
 * @param reload shell command; empty where the server looks by itself
 * @param restart shell command; empty where there is none
 * @param restartFor what a reload does not do: {@code configuration}, {@code key} (of
 * another kind)
 * @param start shell command; empty where there is none
 * @param seesMismatch whether its own check refuses a key of another certificate
 * @param patience seconds to wait for the new certificate
 * @param configuration null where there is none to write
 * @param hint a sentence for the page that comes with the kit
 * @param tried the version that our tests run; null where they can't
 * @param untried why not
 */
record KitTarget(String name, String title, String program, String unit, String unitAction, String main, String pidFile,
		SequencedMap<Integer, String> ports, List<String> files, String owner, String mode, boolean switchesFiles,
		String test, String reload, String restart, List<String> restartFor, String start, boolean seesMismatch,
		int patience, @Nullable Configuration configuration, String hint, @Nullable String tried,
		@Nullable String untried) {

	int usualPort() {
		return this.ports.firstEntry().getKey();
	}

	/**
	 * The STARTTLS protocol at a port; null for TLS at once.
	 */
	@Nullable String startTlsAt(int port) {
		String protocol = this.ports.getOrDefault(port, "none");
		return protocol.equals("none") ? null : protocol;
	}

	/**
	 * What is written to the server's configuration, when a person agrees.
	 *
	 * @param file where; empty where the kit can't know
	 * @param own whether the file is ours alone, else the lines stand in a marked block
	 * @param before the line that the block stands in front of; empty for the end
	 * @param comment how a comment begins
	 * @param commentEnd how it ends
	 * @param lines with {@code @WORDS@} that the script fills in
	 */
	record Configuration(String file, boolean own, String before, String comment, String commentEnd, String lines) {
	}

}
