package com.example.reports;

import org.springframework.stereotype.Component;

@Component
class Reports {

	void write(long fencingToken) {
		System.out.println("Report written with fencing token " + fencingToken);
	}

}
