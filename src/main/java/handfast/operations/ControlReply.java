package handfast.operations;

import java.util.List;

record ControlReply(boolean done, List<String> lines) {
}
