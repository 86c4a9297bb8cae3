# For a firmware with the module frozen in: FROZEN_MANIFEST of the port, or include() of this file.
package("natsbridge")
