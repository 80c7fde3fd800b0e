package handfast.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Locale;

import handfast.storage.StartRefused;

/**
 * A port that is ours from the first look on until its door opens, so that nobody else is
 * given a free one in between. A socket that is bound and does not listen holds it.
 */
final class ReservedPort {

	private final SocketChannel channel;

	private final int port;

	private ReservedPort(SocketChannel channel, int port) {
		this.channel = channel;
		this.port = port;
	}

	/**
	 * @param setting that the port comes from
	 * @param port 0 takes a free one
	 * @throws StartRefused where the port is none, or taken
	 */
	static ReservedPort of(String setting, InetAddress address, int port) {
		if (port < 0 || port > 65535) {
			throw new StartRefused(setting + " = " + port + " is not a port; write 1 to 65535, or 0 for a free one.");
		}
		try {
			SocketChannel channel = SocketChannel.open();
			try {
				channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
				channel.bind(new InetSocketAddress(address, port));
				int found = ((InetSocketAddress) channel.getLocalAddress()).getPort();
				// Elsewhere a listener may not join a socket that is bound.
				if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
					channel.close();
				}
				return new ReservedPort(channel, found);
			}
			catch (IOException ex) {
				channel.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new StartRefused("the port " + port + " on " + address.getHostAddress() + " can't be opened ("
					+ ex.getMessage() + "); stop what listens there, or set " + setting + " to another one.");
		}
	}

	int port() {
		return this.port;
	}

	void close() throws IOException {
		this.channel.close();
	}

}
