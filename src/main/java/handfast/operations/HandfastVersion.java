package handfast.operations;

import picocli.CommandLine.IVersionProvider;

/**
 * The version, from the jar's manifest.
 */
class HandfastVersion implements IVersionProvider {

	static String text() {
		String version = HandfastVersion.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

	@Override
	public String[] getVersion() {
		return new String[] { "Handfast " + text() };
	}

}
