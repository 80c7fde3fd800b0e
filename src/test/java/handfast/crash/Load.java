package handfast.crash;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.ServiceProcess;
import handfast.crash.Asked.Answered;
import handfast.crash.Door.Answer;
import handfast.x509.Pem;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Eight clients that ask for certificates by CSR until the service is gone; every third
 * request carries an idempotency key.
 */
final class Load {

	static final int CLIENTS = 8;

	private static final List<String> BODIES = bodies(64);

	private static final AtomicInteger next = new AtomicInteger();

	private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

	private final Queue<Answer> unexpected = new ConcurrentLinkedQueue<>();

	private final List<Thread> clients = new ArrayList<>();

	private volatile boolean stop;

	static Load on(ServiceProcess service) throws IOException {
		Load load = new Load();
		for (int i = 0; i < CLIENTS; i++) {
			Door door = Door.of(service);
			load.clients.add(Thread.ofPlatform().daemon().start(() -> load.askUntilGone(door)));
		}
		return load;
	}

	/**
	 * A request for a certificate by CSR, EC P-256.
	 */
	static String body() {
		return BODIES.get(Math.floorMod(next.getAndIncrement(), BODIES.size()));
	}

	/**
	 * Returns when a number of requests has been answered.
	 */
	void awaitAnswers(int count) throws InterruptedException {
		long deadline = System.nanoTime() + java.time.Duration.ofSeconds(60).toNanos();
		while (this.asked.size() < count) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("No answers: " + this.unexpected.peek());
			}
			Thread.sleep(1);
		}
	}

	/**
	 * What was asked, once every client has noticed.
	 */
	Collection<Asked> end() throws InterruptedException {
		this.stop = true;
		for (Thread client : this.clients) {
			client.join();
		}
		return this.asked;
	}

	/**
	 * Answers other than 201.
	 */
	Collection<Answer> unexpected() {
		return this.unexpected;
	}

	private void askUntilGone(Door door) {
		try (door) {
			for (int i = 0; !this.stop; i++) {
				String body = body();
				String key = (i % 3 == 0) ? UUID.randomUUID().toString() : "";
				if (!ask(door, body, key)) {
					return;
				}
			}
		}
	}

	private boolean ask(Door door, String body, String key) {
		try {
			Answer answer = door.post("/api/v1/certificates", body, key);
			if (answer.status() == 201) {
				this.asked.add(new Asked(body, key, Answered.of(answer)));
			}
			else {
				this.unexpected.add(answer);
			}
			return true;
		}
		catch (IOException ex) {
			// Killed: nobody knows what became of this one.
			this.asked.add(new Asked(body, key, null));
			return false;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static List<String> bodies(int count) {
		List<String> bodies = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			bodies.add(body("crash-" + i + ".test"));
		}
		return bodies;
	}

	private static String body(String name) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			KeyPair pair = generator.generateKeyPair();
			ExtensionsGenerator extensions = new ExtensionsGenerator();
			extensions.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
			String csr = Pem.write("CERTIFICATE REQUEST",
					new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + name), pair.getPublic())
						.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
						.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
						.getEncoded());
			return "{\"profile\": \"web-server\", \"csr\": \"" + csr.replace("\n", "\\n") + "\"}";
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
