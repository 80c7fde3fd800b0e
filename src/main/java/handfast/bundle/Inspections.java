package handfast.bundle;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import handfast.bundle.InspectionOrder.NamedFile;
import handfast.bundle.file.Contents;
import handfast.bundle.file.FileKind;
import handfast.bundle.file.Opening;
import handfast.validation.Finding;
import handfast.x509.MalformedException;
import handfast.x509.SystemAnchors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Judges files before anyone installs them. Keeps nothing.
 */
@Service
public class Inspections {

	private final Clock clock;

	private final OwnAnchors ownAnchors;

	@Autowired
	public Inspections(Clock clock, ObjectProvider<OwnAnchors> ownAnchors) {
		this(clock, () -> ownAnchors.stream().flatMap((source) -> source.anchors().stream()).toList());
	}

	public Inspections(Clock clock, OwnAnchors ownAnchors) {
		this.clock = clock;
		this.ownAnchors = ownAnchors;
	}

	/**
	 * Says what is wrong with the files, or that nothing is.
	 * @throws MalformedException where a file is of no kind that is inspected
	 */
	public Inspection inspect(InspectionOrder order) {
		List<Contents> opened = new ArrayList<>();
		List<Finding> ofNames = new ArrayList<>();
		for (NamedFile file : order.files()) {
			opened.add(Opening.open(file.bytes(), order.password()));
			if (file.called() != null) {
				ofNames.addAll(Opening.ofName(FileKind.valueOf(file.called().name()), FileKind.of(file.bytes())));
			}
		}
		Contents contents = isText(order) ? Contents.together(opened) : opened.getFirst();
		return new FileJudge(order, anchors(order), (order.at() != null) ? order.at() : this.clock.instant())
			.judge(contents, ofNames);
	}

	/**
	 * Whether the bytes are of a kind that is judged together with others.
	 */
	public static boolean isText(byte[] bytes) {
		return switch (FileKind.of(bytes)) {
			case PEM, CERTIFICATE, KEY -> true;
			default -> false;
		};
	}

	private static boolean isText(InspectionOrder order) {
		return order.files().stream().allMatch((file) -> isText(file.bytes()));
	}

	private List<byte[]> anchors(InspectionOrder order) {
		if (order.trust() != null) {
			return order.trust();
		}
		List<byte[]> anchors = new ArrayList<>(this.ownAnchors.anchors());
		anchors.addAll(SystemAnchors.all());
		return anchors;
	}

	/**
	 * Tells our own root, which lives above.
	 */
	@FunctionalInterface
	public interface OwnAnchors {

		/**
		 * DER of each.
		 */
		List<byte[]> anchors();

	}

}
