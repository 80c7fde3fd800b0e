package handfast.handshake;

import handfast.validation.NameMatching;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The rules that a shown chain is judged by.
 */
interface PathRules {

	/**
	 * Those of security §8.
	 */
	PathRules STRICT = new PathRules() {

		@Override
		public PathVerdict check(PathQuery query) {
			return PathChecker.check(query);
		}

		@Override
		public boolean matches(X509CertificateHolder leaf, String serverName) {
			return NameMatching.matches(leaf, serverName);
		}

	};

	PathVerdict check(PathQuery query);

	boolean matches(X509CertificateHolder leaf, String serverName);

}
