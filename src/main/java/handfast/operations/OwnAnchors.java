package handfast.operations;

import java.util.List;

import handfast.authority.Authorities;
import handfast.bundle.Inspections;
import handfast.handshake.Handshakes;

import org.springframework.stereotype.Component;

/**
 * What {@code trust: handfast} means: our roots, and those that certified a CA of ours.
 */
@Component
class OwnAnchors implements Handshakes.OwnAnchors, Inspections.OwnAnchors {

	private final Authorities authorities;

	OwnAnchors(Authorities authorities) {
		this.authorities = authorities;
	}

	@Override
	public List<byte[]> anchors() {
		return this.authorities.anchors();
	}

}
