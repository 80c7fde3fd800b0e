package handfast;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class HandfastApplication {

	static void main(String[] args) {
		SpringApplication.run(HandfastApplication.class, args);
	}

}
