package handfast.notice;

import java.util.UUID;

/**
 * What the secrets of webhooks are wrapped under.
 */
public final class WebhookLabel {

	private WebhookLabel() {
	}

	/**
	 * Names the row, so that one that is moved elsewhere does not open.
	 */
	public static String of(UUID webhook) {
		return "handfast:webhook:v1:id=" + webhook;
	}

}
