package handfast.operations;

import java.util.Map;

record ControlRequest(String command, Map<String, String> arguments) {
}
