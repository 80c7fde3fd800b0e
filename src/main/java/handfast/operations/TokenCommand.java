package handfast.operations;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import handfast.access.Role;
import handfast.access.Tokens;
import handfast.problem.ProblemType;
import handfast.storage.Durability;

import org.springframework.stereotype.Component;

/**
 * {@code token}: makes a token for the home's owner.
 */
@Component
class TokenCommand implements ControlCommand {

	private final Tokens tokens;

	private final Durability durability;

	TokenCommand(Tokens tokens, Durability durability) {
		this.tokens = tokens;
		this.durability = durability;
	}

	@Override
	public String name() {
		return "token";
	}

	@Override
	public List<String> run(Map<String, String> arguments) {
		Role role = role(arguments.getOrDefault("role", Role.ADMINISTRATOR.label()));
		String token = new String(this.tokens.create(arguments.getOrDefault("name", "command line"), role).value());
		this.durability.await();
		return List.of(token);
	}

	private static Role role(String label) {
		return Role.ofTokens()
			.stream()
			.filter((role) -> role.label().equals(label))
			.findFirst()
			.orElseThrow(() -> ProblemType.INVALID_REQUEST.because("There is no role " + label + "; write one of "
					+ Role.ofTokens().stream().map(Role::label).collect(Collectors.joining(", ")) + "."));
	}

}
