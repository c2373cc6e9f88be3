-- CreateIndex
CREATE INDEX "Asset_ownerId_idx" ON "Asset"("ownerId");
