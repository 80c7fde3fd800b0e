package handfast.benchmark;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.CompletableFuture;

import handfast.key.CryptoProviders;
import handfast.x509.KeyAlgorithm;

/**
 * What no CA of these rules can do without, and nothing else, in one JVM by the fastest
 * provider: the CSR verified, the rehearsal signed and verified, the certificate signed
 * and verified; before and after that signature two files forced side by side, for the
 * database and for the audit.
 */
final class BareSum {

	private static final byte[] ROW = new byte[2000];

	private static final byte[] LINE = new byte[600];

	private final Provider provider = new CryptoProviders().fastest(KeyAlgorithm.EC_P256);

	private final KeyPair issuer;

	private final KeyPair rehearsal;

	private final PreparedCsrs csrs;

	BareSum(PreparedCsrs csrs) throws Exception {
		this.csrs = csrs;
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", this.provider);
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		this.issuer = generator.generateKeyPair();
		this.rehearsal = generator.generateKeyPair();
	}

	String provider() {
		return this.provider.getName();
	}

	Load.Figures measure(Path folder) throws Exception {
		try (SharedForce database = new SharedForce(folder.resolve("bare-database"));
				SharedForce audit = new SharedForce(folder.resolve("bare-audit"))) {
			return Load.measure((client) -> () -> issue(database, audit));
		}
	}

	/**
	 * The crypto without the syncs.
	 */
	Load.Figures measureCrypto() throws Exception {
		return Load.measure((client) -> () -> {
			rehearse();
			sign(this.issuer);
		});
	}

	private void issue(SharedForce database, SharedForce audit) throws Exception {
		rehearse();
		force(database, audit);
		sign(this.issuer);
		force(database, audit);
	}

	private void rehearse() throws Exception {
		PreparedCsrs.Signed csr = this.csrs.nextSigned();
		PublicKey key = KeyFactory.getInstance("EC", this.provider).generatePublic(new X509EncodedKeySpec(csr.key()));
		verify(key, csr.bytes(), csr.signature());
		sign(this.rehearsal);
	}

	private void sign(KeyPair pair) throws Exception {
		Signature signature = Signature.getInstance("SHA256withECDSA", this.provider);
		signature.initSign(pair.getPrivate());
		signature.update(LINE);
		verify(pair.getPublic(), LINE, signature.sign());
	}

	private void verify(PublicKey key, byte[] bytes, byte[] value) throws Exception {
		Signature signature = Signature.getInstance("SHA256withECDSA", this.provider);
		signature.initVerify(key);
		signature.update(bytes);
		if (!signature.verify(value)) {
			throw new IllegalStateException("A signature does not verify");
		}
	}

	private static void force(SharedForce database, SharedForce audit) {
		CompletableFuture<Void> row = database.append(ROW);
		audit.append(LINE).join();
		row.join();
	}

}
