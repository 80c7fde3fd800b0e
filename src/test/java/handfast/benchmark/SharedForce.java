package handfast.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A file that one thread appends to and forces for all who wait: the least that a durable
 * answer costs.
 */
final class SharedForce implements AutoCloseable {

	private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

	private final FileChannel file;

	private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::forceAll);

	SharedForce(Path path) throws IOException {
		this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		this.thread.start();
	}

	CompletableFuture<Void> append(byte[] bytes) {
		Waiting waiting = new Waiting(bytes, new CompletableFuture<>());
		this.queue.add(waiting);
		return waiting.done();
	}

	private void forceAll() {
		List<Waiting> group = new ArrayList<>();
		try {
			while (true) {
				group.add(this.queue.take());
				this.queue.drainTo(group);
				for (Waiting waiting : group) {
					this.file.write(ByteBuffer.wrap(waiting.bytes()));
				}
				this.file.force(false);
				group.forEach((waiting) -> waiting.done().complete(null));
				group.clear();
			}
		}
		catch (IOException ex) {
			group.forEach((waiting) -> waiting.done().completeExceptionally(ex));
		}
		catch (InterruptedException ex) {
			// Closed.
		}
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.thread.interrupt();
		this.thread.join();
		this.file.close();
	}

	private record Waiting(byte[] bytes, CompletableFuture<Void> done) {
	}

}
