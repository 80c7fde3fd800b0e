package handfast.benchmark;

import java.nio.file.Path;

/**
 * Self-tests on request: each shakes hands by TLS 1.3 and 1.2 and keeps a report.
 */
final class Handshaking implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		System.out.printf("%nSelf-tests of a P-256 certificate with one name (TLS 1.3 and 1.2, report kept)%n");
		try (MeasuredService service = MeasuredService.start(folder.resolve("handshakes"))) {
			String path = "/api/v1/certificates/" + HandingOver.id(service) + "/self-test";
			Load.Figures many = Load.measure((number) -> HandingOver.post(service, path, "", 200));
			HandingOver.say(Load.CLIENTS + " clients", many);
			HandingOver.say("one client",
					Load.measure(1, Benchmark.seconds(), (number) -> HandingOver.post(service, path, "", 200)));
			System.out.printf("  that is %,.0f handshakes/s by %d clients%n", 2 * many.perSecond(), Load.CLIENTS);
		}
	}

}
