package handfast.bundle;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * One key with its chain, as a server has them that was given a PEM file: there is no
 * keystore to load and no password to derive a key from.
 */
final class OneKeyManager extends X509ExtendedKeyManager {

	private static final String ALIAS = "pem";

	private final PrivateKey key;

	private final X509Certificate[] chain;

	OneKeyManager(PrivateKey key, X509Certificate[] chain) {
		this.key = key;
		this.chain = chain;
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		return alias(keyType);
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
		return alias(keyType);
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
		for (String keyType : keyTypes) {
			if (alias(keyType) != null) {
				return ALIAS;
			}
		}
		return null;
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return (alias(keyType) != null) ? new String[] { ALIAS } : null;
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return getServerAliases(keyType, issuers);
	}

	@Override
	public X509Certificate[] getCertificateChain(String alias) {
		return this.chain.clone();
	}

	@Override
	public PrivateKey getPrivateKey(String alias) {
		return this.key;
	}

	// The certificate says of which kind the key has to be, as in a keystore.
	private @Nullable String alias(String keyType) {
		return this.chain[0].getPublicKey().getAlgorithm().equals(keyType) ? ALIAS : null;
	}

}
