<?xml version="1.0"?>
<!-- Copies a domain, with <kvm><hidden state='on'/></kvm> among its features. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/features">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
      <kvm><hidden state="on"/></kvm>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
