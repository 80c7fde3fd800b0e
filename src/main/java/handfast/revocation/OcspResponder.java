package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import handfast.access.AddressLimit;
import handfast.authority.Authority;
import handfast.authority.OcspProperties;
import handfast.certificate.Certificates;
import handfast.certificate.SerialStatus;
import handfast.problem.Problem;
import handfast.x509.SerialNumber;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;

/**
 * Answers OCSP requests: for one certificate with the answer that is kept, and freshly
 * where a nonce, several certificates or one that was never issued call for it. Where
 * nothing can be signed, what is kept has to do.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-2 RFC 6960 §2
 * @spec https://www.rfc-editor.org/rfc/rfc5019 RFC 5019
 */
@Service
class OcspResponder {

	private static final Logger logger = LoggerFactory.getLogger(OcspResponder.class);

	private final OcspIssuers issuers;

	private final OcspAnswers answers;

	private final OcspMaker maker;

	private final Certificates certificates;

	private final AddressLimit fresh;

	OcspResponder(OcspIssuers issuers, OcspAnswers answers, OcspMaker maker, Certificates certificates,
			OcspProperties properties) {
		this.issuers = issuers;
		this.answers = answers;
		this.maker = maker;
		this.certificates = certificates;
		this.fresh = new AddressLimit(properties.freshPerMinute());
	}

	/**
	 * Answers. Whatever the bytes are, there is an OCSPResponse.
	 * @param address whose fresh answers are counted
	 */
	Reply answer(byte[] request, String address) {
		Optional<OcspQuestion> question = OcspQuestion.read(request);
		if (question.isEmpty()) {
			return Reply.error(OCSPRespBuilder.MALFORMED_REQUEST);
		}
		Optional<Authority> issuer = issuer(question.get().asked());
		// RFC 5019 §2.2.3: we can't speak for the issuer
		return issuer.map((found) -> answer(question.get(), found, address))
			.orElseGet(() -> Reply.error(OCSPRespBuilder.UNAUTHORIZED));
	}

	// One signature speaks for one CA.
	private Optional<Authority> issuer(List<CertificateID> asked) {
		Optional<Authority> first = this.issuers.find(asked.getFirst());
		return first.filter((issuer) -> asked.stream()
			.allMatch((one) -> this.issuers.find(one).filter((other) -> other.key().equals(issuer.key())).isPresent()));
	}

	private Reply answer(OcspQuestion question, Authority issuer, String address) {
		OcspName name = (question.asked().size() == 1) ? name(question.asked().getFirst(), issuer) : null;
		if (question.nonce() == null && name != null) {
			Optional<KeptAnswer> kept = kept(issuer, name);
			if (kept.isPresent()) {
				return Reply.of(kept.get());
			}
		}
		return fresh(question, issuer, address)
			.or(() -> Optional.ofNullable(name).flatMap((wanted) -> kept(issuer, wanted)).map(Reply::of))
			.orElseGet(() -> Reply.error(OCSPRespBuilder.TRY_LATER));
	}

	private Optional<KeptAnswer> kept(Authority issuer, OcspName name) {
		Optional<KeptAnswer> kept = this.answers.find(name);
		return kept.isPresent() ? kept : unlessUnable(() -> this.answers.make(issuer, name));
	}

	private Optional<Reply> fresh(OcspQuestion question, Authority issuer, String address) {
		if (!this.fresh.allows(address)) {
			return Optional.empty();
		}
		return unlessUnable(() -> Optional.of(fresh(question, issuer)));
	}

	private Reply fresh(OcspQuestion question, Authority issuer) {
		List<OcspMaker.Said> said = new ArrayList<>();
		List<Integer> shards = new ArrayList<>();
		for (CertificateID asked : question.asked()) {
			Optional<SerialStatus> serial = status(issuer, asked.getSerialNumber());
			said.add(new OcspMaker.Said(asked, serial.map(OcspStatus::of).orElse(OcspStatus.UNKNOWN)));
			serial.map(SerialStatus::shard).ifPresent(shards::add);
		}
		return new Reply(this.maker.make(issuer, said, shards, question.nonce()).der(), null);
	}

	private Optional<SerialStatus> status(Authority issuer, BigInteger serial) {
		return OcspQuestion.isSerial(serial) ? this.certificates.statusOf(issuer.key(), new SerialNumber(serial))
				: Optional.empty();
	}

	private static <T> Optional<T> unlessUnable(Supplier<Optional<T>> signing) {
		try {
			return signing.get();
		}
		catch (Problem ex) {
			logger.debug("No OCSP answer can be signed: {}", ex.detail());
			return Optional.empty();
		}
		catch (DataAccessException ex) {
			logger.debug("No OCSP answer can be signed while the database is away", ex);
			return Optional.empty();
		}
		catch (IllegalStateException ex) {
			logger.error("ALARM: an OCSP answer could not be made: {}", ex.toString());
			return Optional.empty();
		}
	}

	private static @Nullable OcspName name(CertificateID asked, Authority issuer) {
		return OcspForm.of(asked.toASN1Primitive().getHashAlgorithm())
			.filter((form) -> OcspQuestion.isSerial(asked.getSerialNumber()))
			.map((form) -> new OcspName(issuer.key(), form, new SerialNumber(asked.getSerialNumber())))
			.orElse(null);
	}

	/**
	 * What is answered.
	 *
	 * @param der of the OCSPResponse
	 * @param kept the answer that it is, null for what may not be kept by anyone
	 */
	record Reply(byte[] der, @Nullable KeptAnswer kept) {

		static Reply of(KeptAnswer kept) {
			return new Reply(kept.der(), kept);
		}

		static Reply error(int status) {
			try {
				return new Reply(new OCSPRespBuilder().build(status, null).getEncoded(), null);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (OCSPException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
