/** TLS settings of an audit: certificates and keys from Secrets and ConfigMaps. */
@NullMarked
package dev.pgtether.operator.database.tls;

import org.jspecify.annotations.NullMarked;
