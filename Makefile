# Everything a person does with this repository. Needs a JDK 25 or newer (found by build/find-jdk) and Maven.

.DEFAULT_GOAL := help
.PHONY: help demo test bench images cluster cluster-down crds format clean build

# What the program is made of. Folders too, so that a deleted file counts as a change.
SHIPPED := correlation audit collector database cli
SOURCES := $(shell find $(addsuffix /src/main,$(SHIPPED)) $(addsuffix /pom.xml,$(SHIPPED)) pom.xml 2>/dev/null)
LIB := cli/target/pgtether/lib

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: build ## a PostgreSQL, clients that misbehave, and pgtether telling who is who
	@bin/pgtether demo

test: ## all tests; says what was skipped and why
	@build/test

images: ## the container images, as archives that need no registry (target/images; docs/images.md)
	@build/images

cluster: ## a Kubernetes of two nodes on this machine (Linux, root); prints the line for KUBECONFIG
	@build/cluster up

cluster-down: ## removes it, whatever state it is in
	@build/cluster down

bench: ## the benchmarks, each against what you would run instead (BENCH='--quick --only list-10k')
	@build/mvn --no-transfer-progress --quiet -DskipTests package
	@build/train-aot
	@build/bench $(BENCH)

build: $(LIB)/.built ## bin/pgtether, without running tests
	@build/train-aot

crds: ## crds/ and docs/reference.md from the records of the API; stops where stored resources would break
	@build/mvn --no-transfer-progress --quiet -pl operator -am -DskipITs \
	  -Dtest='ShippedCrdTest#what_the_committed_definition_took_is_still_taken,CrdReferenceTest#every_field_of_the_generated_definition_has_a_row' \
	  -Dsurefire.failIfNoSpecifiedTests=false test
	@mkdir -p crds helm/pgtether/files/crds && cp operator/target/crds/*.yaml crds/ && cp crds/*.yaml helm/pgtether/files/crds/
	@cp operator/target/crds/reference.md docs/

format: ## format the sources
	@build/mvn --no-transfer-progress --quiet spotless:apply

clean: ## remove everything that was built
	@rm -rf target */target

$(LIB)/.built: $(SOURCES)
	@build/package
	@touch $@
