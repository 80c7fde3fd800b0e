package handfast.benchmark;

import java.nio.file.Path;

/**
 * From the command to the printed lines, with the handshake of the own port between them,
 * and the memory after it.
 */
final class Starting implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		System.out.printf("%nStart to the printed lines, own port handshaken with%n");
		for (String database : databases.names()) {
			Path home = folder.resolve("start-" + database);
			String[] settings = databases.settings(database);
			for (String which : new String[] { "first", "second", "third" }) {
				long begun = System.nanoTime();
				try (MeasuredService service = MeasuredService.start(home, settings)) {
					System.out.printf("  %-58s %,6d ms, %d MB resident, %.1f s CPU   load %s%n",
							database + ", " + which + " start", (System.nanoTime() - begun) / 1_000_000,
							service.residentMegabytes(), service.cpu().toMillis() / 1000.0, Machine.load());
				}
			}
		}
	}

}
