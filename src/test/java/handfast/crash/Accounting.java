package handfast.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import handfast.crash.Asked.Answered;
import handfast.crash.Door.Answer;
import org.bouncycastle.cert.X509CRLHolder;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold after a crash, whatever the moment: nothing answered is lost, and every
 * serial that may have been signed is either answered for or on the CRL (security §1).
 */
final class Accounting {

	private static final int SECONDS_TO_THE_CRL = 20;

	private final Door door;

	private final AuditFiles audit;

	Accounting(Door door, AuditFiles audit) {
		this.door = door;
		this.audit = audit;
	}

	/**
	 * Looks at everything since the last call on the same audit.
	 */
	Account settle(Collection<Asked> asked) throws Exception {
		this.audit.requireWhole();
		List<String> intents = this.audit.newIntents();
		assertThat(intents).as("serials of intents").doesNotHaveDuplicates();
		List<Answered> answered = asked.stream().map(Asked::answered).filter((each) -> each != null).toList();
		assertThat(intents).as("an intent on disk before each answer").containsAll(distinctSerials(answered, asked));
		Map<Boolean, List<JsonNode>> found = bySerial(intents);
		requireAnswered(answered);
		requireOnCrl(found.get(true));
		int repeated = requireRepeatable(asked);
		return new Account(answered.size(), intents.size(), found.get(true).size(), repeated);
	}

	private static Set<String> distinctSerials(List<Answered> answered, Collection<Asked> asked) {
		Set<String> serials = new HashSet<>();
		answered.forEach((each) -> serials.add(each.serial()));
		assertThat(serials).as("serials answered").hasSize(answered.size());
		return serials;
	}

	// By whether the serial is an orphan's.
	private Map<Boolean, List<JsonNode>> bySerial(List<String> serials) throws Exception {
		Map<Boolean, List<JsonNode>> found = new TreeMap<>(Map.of(true, new ArrayList<>(), false, new ArrayList<>()));
		for (JsonNode each : inParallel(
				serials.stream().map((serial) -> (Callable<JsonNode>) () -> one(serial)).toList())) {
			boolean orphan = each.path("orphan").asBoolean(false);
			String status = each.path("status").asString();
			assertThat(status).as(each.toString()).isEqualTo(orphan ? "revoked" : "active");
			assertThat(each.path("certificate").isNull()).isEqualTo(orphan);
			found.get(orphan).add(each);
		}
		return found;
	}

	private JsonNode one(String serial) throws IOException, InterruptedException {
		Answer answer = this.door.get("/api/v1/certificates?serialNumber=" + serial);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		JsonNode items = answer.json().path("items");
		assertThat(items.size()).as("certificates of serial %s", serial).isEqualTo(1);
		return items.get(0);
	}

	/**
	 * Each 201 is still true.
	 */
	void requireAnswered(List<Answered> answered) throws Exception {
		inParallel(answered.stream().map((each) -> (Callable<Void>) () -> {
			Answer answer = this.door.get("/api/v1/certificates/" + each.id());
			assertThat(answer.status()).as("%s: %s", each, answer).isEqualTo(200);
			assertThat(Answered.of(answer)).isEqualTo(each);
			assertThat(answer.json().path("status").asString()).isEqualTo("active");
			return null;
		}).toList());
	}

	private void requireOnCrl(List<JsonNode> orphans) throws Exception {
		Set<String> missing = new HashSet<>();
		Set<String> authorities = new HashSet<>();
		orphans.forEach((orphan) -> {
			missing.add(orphan.path("serialNumber").asString());
			authorities.add(orphan.path("authority").asString());
		});
		long begun = System.nanoTime();
		while (!missing.isEmpty()) {
			boolean last = System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(SECONDS_TO_THE_CRL);
			for (String authority : authorities) {
				removeListed(authority, missing);
			}
			if (last) {
				assertThat(missing).as("orphans on no CRL").isEmpty();
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

	private void removeListed(String authority, Set<String> missing) throws IOException, InterruptedException {
		for (int shard = 1;; shard++) {
			Answer answer = this.door.plain("/pki/" + authority + "/" + shard + ".crl");
			if (answer.status() != 200) {
				return;
			}
			X509CRLHolder crl = new X509CRLHolder(answer.body());
			missing.removeIf((serial) -> crl.getRevokedCertificate(new java.math.BigInteger(serial, 16)) != null);
		}
	}

	// An answered request is answered alike; a cut-off one is answered once and for all.
	private int requireRepeatable(Collection<Asked> asked) throws Exception {
		List<Asked> keyed = asked.stream().filter((each) -> !each.idempotencyKey().isEmpty()).toList();
		inParallel(keyed.stream().map((each) -> (Callable<Void>) () -> {
			Answered again = repeat(each);
			assertThat(again).isEqualTo((each.answered() != null) ? each.answered() : repeat(each));
			return null;
		}).toList());
		return keyed.size();
	}

	private Answered repeat(Asked asked) throws IOException, InterruptedException {
		Answer answer = this.door.post("/api/v1/certificates", asked.body(), asked.idempotencyKey());
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return Answered.of(answer);
	}

	private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
		List<T> results = new ArrayList<>();
		try (ExecutorService executor = Executors.newFixedThreadPool(Load.CLIENTS)) {
			for (Future<T> future : executor.invokeAll(work)) {
				results.add(future.get());
			}
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw ex;
		}
		return results;
	}

	/**
	 * What was looked at.
	 *
	 * @param answered with 201, all of which are there
	 * @param intents to sign that the audit holds
	 * @param orphans among them, all on the CRL
	 * @param repeated requests with an idempotency key that were sent once more
	 */
	record Account(int answered, int intents, int orphans, int repeated) {

		static final Account NONE = new Account(0, 0, 0, 0);

		Account plus(Account other) {
			return new Account(this.answered + other.answered, this.intents + other.intents,
					this.orphans + other.orphans, this.repeated + other.repeated);
		}

		@Override
		public String toString() {
			return "%d answered, 0 lost, %d serials accounted for, %d orphans on the CRL, %d repeated alike"
				.formatted(this.answered, this.intents, this.orphans, this.repeated);
		}

	}

}
